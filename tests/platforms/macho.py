#!/usr/bin/env python3
"""Whether the code signature in a Mach-O file is one of this very file: macOS on Apple silicon starts no other.

    macho.py FILE…

Reads LC_CODE_SIGNATURE, hashes every page anew and compares with the CodeDirectory, which may be signed ad hoc. Exit code 1 if a hash
is wrong or missing, 2 if there is no signature.
"""
import hashlib
import struct
import sys

CPU = {0x0100000C: "arm64", 0x01000007: "x64"}
HASHES = {1: "sha1", 2: "sha256", 3: "sha256", 4: "sha384"}
ADHOC, LINKER_SIGNED = 0x2, 0x20000


class Unsigned(Exception):
    pass


def load_commands(data):
    magic, cpu, _, kind, count, _, _, _ = struct.unpack_from("<IiIIIIII", data, 0)
    if magic != 0xFEEDFACF:
        raise Unsigned("is no 64-bit Mach-O file")
    offset = 32
    for _ in range(count):
        command, size = struct.unpack_from("<II", data, offset)
        yield command, offset, CPU.get(cpu, hex(cpu)), kind
        offset += size


def signature(data):
    for command, offset, cpu, kind in load_commands(data):
        if command == 0x1D:
            start, size = struct.unpack_from("<II", data, offset + 8)
            return data[start:start + size], start, size, cpu, kind
    raise Unsigned("has no code signature")


def linkedit(data):
    for command, offset, _, _ in load_commands(data):
        if command == 0x19 and data[offset + 8:offset + 24].rstrip(b"\0") == b"__LINKEDIT":
            return struct.unpack_from("<QQ", data, offset + 40)
    return None


def code_directories(blob):
    magic, length, count = struct.unpack_from(">III", blob, 0)
    if magic != 0xFADE0CC0 or length > len(blob):
        raise Unsigned("has a signature that is none")
    for i in range(count):
        kind, offset = struct.unpack_from(">II", blob, 12 + 8 * i)
        if kind == 0 or 0x1000 <= kind < 0x1005:
            yield blob[offset:]


def check(path):
    with open(path, "rb") as file:
        data = file.read()
    blob, start, size, cpu, kind = signature(data)
    problems = []
    if kind != 2:
        problems.append("is not an executable")
    # dyld and codesign refuse what lies behind the signature, and a __LINKEDIT that ends elsewhere.
    if start + size != len(data):
        problems.append(f"goes on for {len(data) - start - size} bytes behind the signature")
    offset, length = linkedit(data) or (0, 0)
    if offset + length != len(data):
        problems.append("__LINKEDIT does not end where the file does")
    pages, flags = 0, 0
    for directory in code_directories(blob):
        (_, _, version, flags, hashes, identifier, special, slots, limit, hash_size, hash_type, _, page_shift) = struct.unpack_from(
            ">IIIIIIIIIBBBB", directory, 0)
        if limit != start:
            problems.append(f"signs {limit} bytes, not the {start} before the signature")
        page = 1 << page_shift
        if slots != -(-limit // page):
            problems.append(f"has {slots} hashes for {-(-limit // page)} pages")
        wrong = [
            slot for slot in range(slots)
            if hashlib.new(HASHES[hash_type], data[slot * page:min((slot + 1) * page, limit)]).digest()[:hash_size]
            != directory[hashes + slot * hash_size:hashes + (slot + 1) * hash_size]]
        if wrong:
            problems.append(f"{len(wrong)} of {slots} pages do not have their hash, the first at {wrong[0] * page:#x}")
        pages += slots
    if not pages:
        problems.append("has no CodeDirectory")
    how = "ad hoc" if flags & ADHOC else "by a certificate"
    return f"{cpu}, signed {how}, {pages} pages" + (" (linker)" if flags & LINKER_SIGNED else ""), problems


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    code = 0
    for path in paths:
        try:
            what, problems = check(path)
        except Unsigned as e:
            print(f"FAILED  {path}: {e}")
            code = 2
            continue
        for problem in problems:
            print(f"FAILED  {path}: {problem}")
        if problems:
            code = max(code, 1)
        else:
            print(f"ok      {path}: {what}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
