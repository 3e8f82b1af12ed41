"""The gateway: the platform's only door. HTTP in, RPC to the rooms, and the directory of tenants, persons and keys."""

from gateway.admission import admit
from gateway.audit import AuditDesk
from gateway.auth import presented
from gateway.catalogue import CatalogueDesk
from gateway.directory import Directory
from gateway.door import door
from gateway.feeds import FeedDesk
from gateway.joining import Joining
from gateway.reception import Reception
from gateway.route import TENANT_PLACE
from gateway.routes import ROUTES
from gateway.store import CursorKeys, Keys, Persons, Tenants
from gateway.visitors import Crowd
from multaqa.messages.directory import DirectoryCheckpointMade
from multaqa.rpc import Rooms, perform, rpc
from multaqa.store import works
from multaqa.trail import trail_of


class GatewayService(
    Directory, Joining, Reception, AuditDesk, CatalogueDesk, FeedDesk, trail_of(DirectoryCheckpointMade)
):
    name = "gateway"
    work = works(tenants=Tenants, persons=Persons, keys=Keys, cursor_keys=CursorKeys)
    crowd = Crowd()
    rooms = Rooms("partners", "events", "matching", "notifications")

    @door(ROUTES)
    def answer(self, incoming):
        command = admit(incoming, self._caller(incoming))
        if command.room == self.name:
            return perform(self, command.context, command.procedure, **command.arguments)
        return self.rooms.call(command.room, command.procedure, command.context, **command.arguments)

    def _caller(self, incoming):
        if incoming.link:
            return self.holder_of(incoming.link)
        if incoming.route.is_public:
            visitor = self.visitor_of(incoming.path[TENANT_PLACE])
            self.crowd.let_in(incoming, visitor.tenant, self.work.room)
            return visitor
        return self.caller_of(presented(incoming.request.headers.get("Authorization")))

    # for the command line, on behalf of platform administration

    open_tenant = rpc(Directory.open_tenant)
    list_tenants = rpc(Directory.list_tenants)
