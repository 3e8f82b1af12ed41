"""The audit trail of each tenant in each room: rows, the chain that links them, the checkpoints that vouch for it.

Rows are written in the transaction of what they tell, and linked afterwards by one leased chainer, so that the head of
a chain is no hot document for the handlers. A checkpoint is the chain's head, signed, and told to people outside: who
holds the database can rewrite the chain, but not what others keep of it.
"""

from multaqa.store.audit.chain import HEADS, chain, ensure_indexes
from multaqa.store.audit.rows import AUDIT, ERASED, GENESIS, row, shred

__all__ = ["AUDIT", "ERASED", "GENESIS", "HEADS", "chain", "ensure_indexes", "row", "shred"]
