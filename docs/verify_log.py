#!/usr/bin/env python3
"""Check a run folder's log with nothing but Python: integrity, balances, arithmetic.

    python3 verify_log.py RUN            exit status 0: all right, 1: not
"""
import hashlib
import sys
from decimal import Context, Decimal, ROUND_HALF_EVEN, ROUND_HALF_UP
from pathlib import Path

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)


def main(folder):
    skel = (Path(folder) / "run.skel").read_bytes()
    trace = (Path(folder) / "run.trace").read_bytes()
    lines = [line.split(b"\t") for line in skel.split(b"\n")[:-1]]
    name = {b"sha256": "sha256", b"sm3": "sm3"}[lines[0][2]]

    def h(data):
        return hashlib.new(name, data).digest()

    def root(leaves):  # RFC 6962: split at the largest power of two below n
        if len(leaves) < 2:
            return leaves[0] if leaves else h(b"")
        k = 1 << (len(leaves) - 1).bit_length() - 1
        return h(b"\x01" + root(leaves[:k]) + root(leaves[k:]))

    def one(tag):
        return next(line[1:] for line in lines if line[0] == tag)

    # Integrity: the head over the skeleton, the root over the leaves, a leaf a block.
    above = skel[:skel.rindex(b"head\t")]
    assert h(b"\x02" + above).hex().encode() == one(b"head")[0], "head"
    leaves = [bytes.fromhex(line[2].decode()) for line in lines if line[0] == b"leaf"]
    assert root(leaves).hex().encode() == one(b"root")[0], "root"
    blocks = [b"B\t" + block for block in (b"\n" + trace).split(b"\nB\t")[1:]]
    blocks = [block + b"\n" for block in blocks[:-1]] + blocks[-1:]
    assert len(blocks) == len(leaves) == int(one(b"blocks")[0]), "number of blocks"
    for index, block in enumerate(blocks):
        head = block.split(b"\n")[0].split(b"\t")
        salt = bytes.fromhex(head[4].decode())
        assert int(head[1]) == index and h(b"\0" + salt + block) == leaves[index], index

    # Balances: what a pool paid and left is what it had.
    for line in lines:
        if line[0] == b"pool" and line[14] == b"-":
            budget, paid, unspent = (Decimal(x.decode()) for x in line[5:8])
            assert budget == paid + unspent, line

    # Arithmetic: each step from its own operands.
    checked = 0
    for line in trace.decode().split("\n"):
        c = line.split("\t")
        if c[0] != "S" or c[2] not in "add sub mul div round".split():
            continue
        values = [c[4], c[6]] if c[2] != "round" else [c[4], "0"]
        if any(v[0] not in "-0123456789" for v in values + [c[3]]):
            continue  # blank, absent or an error
        a, b = map(Decimal, values)
        if c[2] == "round":
            if c[7] != "half-up":
                continue
            made = a.quantize(Decimal(1).scaleb(-int(c[6])), ROUND_HALF_UP, CONTEXT)
        else:
            work = {"add": CONTEXT.add, "sub": CONTEXT.subtract,
                    "mul": CONTEXT.multiply, "div": CONTEXT.divide}
            made = work[c[2]](a, b)
        assert made == Decimal(c[3]), line
        checked += 1
    print(f"{len(blocks)} blocks, {checked} steps, head {one(b'head')[0].decode()}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (AssertionError, ValueError, KeyError, IndexError, StopIteration) as fault:
        sys.exit(f"not as written: {fault!r}")
