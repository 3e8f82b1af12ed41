"""The matching room: who should meet whom, when, at which table, and what became of it."""
