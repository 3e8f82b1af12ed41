"""Three tiny rooms that stand on the kernel alone, and what is needed to run, load and break them.

source ──parcel accepted──▶ middle ──parcel passed (batches), parcel handed (one by one)──▶ sink
"""
