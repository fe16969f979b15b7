#!/usr/bin/env python3
"""Checks an exported journal without Fortnight: python3 verify.py FILE [FILE.roots]
Exit 0: sound, 1: not sound, 3: sound, but no root confirms anything. Python's standard library has no Ed25519: that each root
follows the one before is checked, and that the journal agrees with it, but NOT its signature; `fortnight journal verify` does that."""
import hashlib, hmac, json, re, sys

def canonical(value):  # RFC 8785
    if value is None or isinstance(value, bool): return json.dumps(value)
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return re.sub('[\ud800-\udfff]', lambda m: '\\u%04x' % ord(m[0]), text)
    if isinstance(value, (int, float)): return number(value)
    if isinstance(value, list): return '[' + ','.join(map(canonical, value)) + ']'
    names = sorted(value, key=lambda name: name.encode('utf-16-be', 'surrogatepass'))
    return '{' + ','.join(canonical(name) + ':' + canonical(value[name]) for name in names) + '}'

def number(value):  # as ECMAScript writes it
    value = float(value)
    if value == 0: return '0'
    figures = re.sub(r'\D', '', repr(abs(value)).split('e')[0]).lstrip('0').rstrip('0')  # the shortest that mean this number
    sign, point = '-' * (value < 0), int(('%.*e' % (len(figures) - 1, value)).split('e')[1]) + 1
    if 0 < point <= 21: return sign + figures[:point].ljust(point, '0') + ('.' + figures[point:] if figures[point:] else '')
    if -6 < point <= 0: return sign + '0.' + '0' * -point + figures
    return sign + figures[0] + ('.' + figures[1:] if figures[1:] else '') + 'e' + '%+d' % (point - 1)

def members(pairs):
    if len(dict(pairs)) < len(pairs): raise ValueError('a member stands twice')
    return dict(pairs)

def refuse(word): raise ValueError(word)
def read(line): return json.loads(line, object_pairs_hook=members, parse_constant=refuse)
def sha(text): return hashlib.sha256(text.encode()).hexdigest()
def end(code, **answer): print(json.dumps(answer)); sys.exit(code)
def bad(process, seq, what): end(1, ok=False, entries=entries, firstBad={'process': process, 'seq': seq, 'what': what})
def lines(path): return (raw.decode('utf-8', 'replace') for raw in open(path, 'rb') if raw.strip())

def found(entry, pointer):
    for name in pointer.split('/')[1:]:
        entry = entry.get(name.replace('~1', '/').replace('~0', '~')) if isinstance(entry, dict) else None
    return entry

entries, pinned, roots, before, key = 0, {}, 0, None, None
for line in lines(sys.argv[2]) if len(sys.argv) > 2 else ():
    roots += 1
    try:
        root = read(line); key = key or root['key']
        for head in root['heads']: pinned.setdefault(head['process'], {}).setdefault(head['seq'], set()).add(head['hash'])
        if before not in (None, root['previous']) or root['key'] != key: raise ValueError('it does not follow the root before')
        before = sha(canonical(root))
    except (ValueError, KeyError, TypeError) as error: bad('installation', roots, 'root %d: %s' % (roots, error))
process, seq, last, lengths, wrong = None, 0, '0' * 64, {}, 'its hash is wrong, or what it reveals, or it cannot be read'
def leave():
    if max(pinned.get(process, [0])) > seq: bad(process, seq + 1, 'it is missing: a root names a later entry')
for line in lines(sys.argv[1]):
    try:
        entry = read(line); claimed = entry.pop('hash'); reveal = entry.pop('reveal', {'salt': '', 'values': {}})
        name, n, prev, right = entry['process'], entry['seq'], entry['prev'], sha(canonical(entry)) == claimed
        if not (isinstance(name, str) and isinstance(n, (int, float)) and isinstance(prev, str)): raise ValueError
        for pointer, value in reveal['values'].items():
            digest = hmac.new(bytes.fromhex(reveal['salt']), canonical(value).encode(), 'sha256').hexdigest()
            right = right and found(entry, pointer) == 'hmac:' + digest
    except (ValueError, KeyError, TypeError, AttributeError):  # named by what it still seems to say of itself
        name = (re.findall(r'"process": ?"([^"\\]*)"', line) or [process or '?'])[-1]
        n, right = int((re.findall(r'"seq": ?([0-9]+)', line) or [seq + 1])[-1]), False
    if not right and (name == process or (process and n == seq + 1)): bad(process, seq + 1, wrong)
    if not right: bad(name, n if name in lengths else 1, wrong)
    if name != process:
        leave()
        if name in lengths: bad(name, n, 'it stands apart from the other entries of its chain')
        process, seq, last = name, 0, '0' * 64
    if n > seq + 1: bad(process, seq + 1, 'it is missing')
    if n <= seq: bad(process, n, 'a second entry with this number')
    if prev != last: bad(process, n, 'it does not follow the entry before it')
    if pinned.get(process, {}).get(n, {claimed}) != {claimed}: bad(process, n, 'a root names another entry')
    seq, last, lengths[process], entries = n, claimed, n, entries + 1
leave()
gone = [name for name in ['installation', *pinned] if name not in lengths and max(pinned.get(name, [0])) > 0]
if gone and (not lengths or 'installation' in lengths): bad(gone[0], 1, 'the whole chain is missing')
rooted = any(max(pinned.get(name, [0])) > 0 for name in lengths)
end(0 if rooted else 3, ok=True, entries=entries, rootsChecked=roots, signatures='not checked')
