"""What became of a mail is known from where the dialogue with the server broke off."""

import socket
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from multaqa.settings import load
from services.notifications.dialogue import hand_over, servers_of
from services.notifications.knobs import Knobs

MAIL = b"Subject: x\r\n\r\nBonjour\r\n"


def talking(answers, listening):
    """A server that gives one answer for each thing it is told, and then hangs up."""
    connection, _ = listening.accept()
    with closing(connection), connection.makefile("rb") as told:
        for awaited, answer in answers:
            while awaited and (line := told.readline()) and not line.upper().startswith(awaited):
                pass
            if answer is not None:
                connection.sendall(answer + b"\r\n")


GREETED = [(b"", b"220 here"), (b"EHLO", b"250 here"), (b"MAIL", b"250 ok")]
ASKED = [*GREETED, (b"RCPT", b"250 ok")]
TAKING = [*ASKED, (b"DATA", b"354 go on")]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], "deferred"),
        (GREETED, "deferred"),
        (ASKED, "deferred"),
        ([*GREETED, (b"RCPT", b"550 no such user"), (b"RSET", b"250 ok")], "rejected"),
        ([*GREETED, (b"RCPT", b"450 busy"), (b"RSET", b"250 ok")], "deferred"),
        ([*ASKED, (b"DATA", b"451 not now")], "deferred"),
        ([*TAKING, (b".", b"552 too much"), (b"RSET", b"250 ok")], "rejected"),
        ([*TAKING, (b".", b"250 taken")], "sent"),
        ([*TAKING, (b".", b"250 taken"), (b"QUIT", b"500 never")], "sent"),
        ([*TAKING, (b".", b"?")], "unconfirmed"),
        ([*TAKING, (b".", None)], "unconfirmed"),
    ],
)
def test_what_became_of_a_mail_is_told_by_where_the_server_broke_off(answers, outcome):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=talking, args=(answers, listening), daemon=True)
        server.start()
        knobs = Knobs.of(load("notifications"))
        knobs = replace(knobs, smtp_port=listening.getsockname()[1], smtp_security="none", smtp_timeout_s=5)
        begun: list[bool] = []
        assert hand_over(knobs, MAIL, "salma@example.org", lambda: begun.append(True)).outcome == outcome
        assert begun == [True] * ((b"RCPT", b"250 ok") in answers)
        server.join(5)


def test_where_a_server_is_not_there_the_next_one_takes_the_mail():
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_server(("127.0.0.1", 0)) as unused:
        nobody, port = unused.getsockname()[1], listening.getsockname()[1]
        unused.close()
        server = threading.Thread(target=talking, args=([*TAKING, (b".", b"250 taken")], listening), daemon=True)
        server.start()
        knobs = Knobs.of(load("notifications"))
        knobs = replace(
            knobs, smtp_host=f"127.0.0.1:{nobody}, 127.0.0.1:{port}", smtp_security="none", smtp_timeout_s=5
        )
        assert hand_over(knobs, MAIL, "salma@example.org", lambda: None).outcome == "sent"
        server.join(5)


def test_a_server_has_the_usual_port_unless_it_names_its_own():
    knobs = replace(Knobs.of(load("notifications")), smtp_host="mail-1.example, mail-2.example:2525", smtp_port=25)
    assert servers_of(knobs) == [("mail-1.example", 25), ("mail-2.example", 2525)]
