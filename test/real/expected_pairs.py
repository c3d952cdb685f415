"""Which advisories of an OSV export concern which packages: worked out without a line of the program under test.

    expected_pairs.py ZIP ECOSYSTEM                 judges the packages that standard input lists, as JSON
    expected_pairs.py ZIP ECOSYSTEM --sample COUNT  makes packages near so many versions of the export, and judges those

A package is {"name", "version"} and, of an rpm, "arch" and "module". Prints {"packages", "pairs", "faults"}: a pair is
"ADVISORY NAME VERSION"; a fault is a package whose version could not be compared with one.
"""

import functools
import json
import random
import re
import sys
import zipfile

SEED = 20260829


class NoVersion(Exception):
    """What is compared is no version by the rules of its ecosystem."""


# rpm: epoch, version and release, each compared segment by segment.

@functools.cache
def segments(text):
    """Numbers, words, and the two signs that mean something: all else only separates."""
    return re.findall(r"[0-9]+|[a-zA-Z]+|~|\^", text)


def rpmvercmp(a, b):
    one, two = segments(a), segments(b)
    for i in range(max(len(one), len(two))):
        x = one[i] if i < len(one) else None
        y = two[i] if i < len(two) else None
        if x == y:
            continue
        if x == "~":
            return -1
        if y == "~":
            return 1
        if x is None:
            return -1
        if y is None:
            return 1
        if x == "^":
            return -1
        if y == "^":
            return 1
        if x.isdigit() != y.isdigit():
            return 1 if x.isdigit() else -1
        left, right = (int(x), int(y)) if x.isdigit() else (x, y)
        if left != right:
            return -1 if left < right else 1
    return 0


@functools.cache
def evr(text):
    match = re.fullmatch(r"(?:(\d+):)?([^-\s]+)(?:-([^-\s]+))?", text)
    if match is None:
        raise NoVersion(text)
    return int(match[1] or 0), match[2], match[3] or ""


def compare_rpm(a, b):
    one, two = evr(a), evr(b)
    if one[0] != two[0]:
        return -1 if one[0] < two[0] else 1
    return rpmvercmp(one[1], two[1]) or rpmvercmp(one[2], two[2])


# Python: by the library that pip itself uses.

@functools.cache
def pep440(text):
    from pip._vendor.packaging.version import InvalidVersion, Version
    try:
        return Version(text)
    except InvalidVersion:
        return None


def compare_pep440(a, b):
    one, two = pep440(a), pep440(b)
    if one is None or two is None:
        raise NoVersion(a if one is None else b)
    return (one > two) - (one < two)


# Go and crates.io: https://semver.org/#spec-item-11

@functools.cache
def semantic(text):
    match = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", text)
    if match is None:
        raise NoVersion(text)
    core = tuple(int(match[place]) for place in (1, 2, 3))
    if match[4] is None:
        return core, (1,)
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in match[4].split("."))
    return core, (0, parts)


def compare_semver(a, b):
    one, two = semantic(a), semantic(b)
    return (one > two) - (one < two)


def exact(name):
    return name


def pep503(name):
    return re.sub(r"[-_.]+", "-", name).lower()


SCHEMES = {
    "AlmaLinux": (compare_rpm, exact),
    "PyPI": (compare_pep440, pep503),
    "Go": (compare_semver, exact),
    "crates.io": (compare_semver, exact),
}


# What the schema says of an entry: https://ossf.github.io/osv-schema/#evaluation

def version_of(event):
    return next(iter(event.values()))


def in_range(version, events, compare):
    def order(a, b):
        if version_of(a) == "0" and "introduced" in a:
            return 0 if version_of(b) == "0" and "introduced" in b else -1
        if version_of(b) == "0" and "introduced" in b:
            return 1
        return compare(version_of(a), version_of(b))

    vulnerable = False
    for event in sorted(events, key=functools.cmp_to_key(order)):
        if "introduced" in event:
            if event["introduced"] == "0" or compare(version, event["introduced"]) >= 0:
                vulnerable = True
        elif "fixed" in event:
            if compare(version, event["fixed"]) >= 0:
                vulnerable = False
        elif compare(version, event["last_affected"]) > 0:
            vulnerable = False
    return vulnerable


def enumerated(version, versions, compare):
    for one in versions:
        try:
            if one == version or compare(one, version) == 0:
                return True
        except NoVersion:
            continue
    return False


def covers(entry, version, compare):
    if enumerated(version, entry.get("versions", []), compare):
        return True
    return any(in_range(version, part["events"], compare) for part in entry.get("ranges", []) if part["type"] != "GIT")


# Modules of rpm: a build for one is compared with such builds of its own stream, and the lowest of several builds of one source decides.

MODULAR = re.compile(r"\.module[_+]")


def fixes(entry):
    return [event["fixed"] for part in entry["ranges"] for event in part["events"] if "fixed" in event]


def of_stream(record, package):
    name, _, stream = (package.get("module") or "").partition(":")
    named = [s for n, s in re.findall(r"([\w.+-]+):([\w.+-]+)", record.get("summary", "")) if n == name]
    return not stream or not named or stream in named


def comparable(record, entries, package):
    modular = bool(package.get("module")) or bool(MODULAR.search(package["version"]))
    same = [entry for entry in entries if any(bool(MODULAR.search(fix)) == modular for fix in fixes(entry))]
    if not modular:
        return same
    if not of_stream(record, package):
        return []
    lowest = {}
    for entry in same:
        fix = fixes(entry)[0]
        source = MODULAR.split(fix)[0]
        if source not in lowest or compare_rpm(fix, fixes(lowest[source])[0]) < 0:
            lowest[source] = entry
    return list(lowest.values())


def is_told(record):
    """Withdrawn records are not, nor errata of AlmaLinux that only mend or add something."""
    if record.get("withdrawn"):
        return False
    names = record.get("aliases", []) + record.get("related", [])
    return not re.match(r"AL[BE]A-", record["id"]) or any(name.startswith("CVE-") for name in names)


def is_vulnerability(entry):
    return not (entry.get("database_specific") or {}).get("informational")


def judge(records, ecosystem, packages):
    compare, spell = SCHEMES[ecosystem.split(":")[0]]
    by_name = {}
    for record in filter(is_told, records):
        for entry in filter(is_vulnerability, record.get("affected", [])):
            if entry["package"]["ecosystem"] == ecosystem:
                by_name.setdefault(spell(entry["package"]["name"]), {}).setdefault(record["id"], (record, []))[1].append(entry)
    pairs, faults = set(), set()
    for package in packages:
        for record, entries in by_name.get(spell(package["name"]), {}).values():
            if ecosystem.startswith("AlmaLinux"):
                entries = comparable(record, entries, package)
            verdicts = [verdict(entry, package["version"], compare) for entry in entries]
            if True in verdicts:
                pairs.add(f"{record['id']} {package['name']} {package['version']}")
            elif None in verdicts:
                faults.add(f"{package['name']} {package['version']}")
    return sorted(pairs), sorted(faults)


def verdict(entry, version, compare):
    try:
        return covers(entry, version, compare)
    except NoVersion:
        return None


# Packages that do not exist, but might: at, just below and just above what advisories name.

def near(version, ecosystem):
    if ecosystem.startswith("AlmaLinux"):
        return [version, version + "~", version + ".1", re.sub(r"^\d+:", "", version), "0:" + version if ":" not in version else version]
    if ecosystem == "PyPI":
        return [version, version + ".dev0", version + ".0", version + ".post1", version + "rc1", "v" + version]
    core = re.match(r"\d+\.\d+\.\d+", version)
    if core is None:
        return [version, "v" + version]
    major, minor, patch = (int(part) for part in core[0].split("."))
    around = [version, f"{core[0]}-rc.1", f"{core[0]}-0", f"{major}.{minor}.{patch + 1}", f"{core[0]}+build"]
    around.append(f"{major}.{minor}.{patch - 1}" if patch > 0 else f"{major}.{minor + 1}.0")
    return around + (["v" + version, f"v{core[0]}-0.20200101000000-0123456789ab"] if ecosystem == "Go" else [])


def respelled(name, ecosystem, rng):
    return rng.choice([name, name.upper(), name.replace("-", "_"), name.replace("-", ".")]) if ecosystem == "PyPI" else name


def labels(record, version):
    named = re.findall(r"([\w.+-]+):([\w.+-]+)", record.get("summary", ""))
    if not MODULAR.search(version) or not named:
        return [None]
    name, stream = named[0]
    return [None, f"{name}:{stream}", f"{name}:other", f"another:{stream}"]


def sample(records, ecosystem, count):
    rng = random.Random(SEED)
    found = []
    for record in records:
        for entry in record.get("affected", []):
            if entry["package"]["ecosystem"] != ecosystem:
                continue
            for part in entry.get("ranges", []):
                versions = [version_of(event) for event in part["events"] if version_of(event) != "0" and part["type"] != "GIT"]
                found += [(record, entry["package"]["name"], version) for version in versions]
    found.sort(key=lambda one: (one[0]["id"], one[1], one[2]))
    packages = []
    for record, name, version in rng.sample(found, count):
        for one in rng.sample(near(version, ecosystem), 2):
            package = {"name": respelled(name, ecosystem, rng), "version": one}
            label = rng.choice(labels(record, version))
            packages.append(package if label is None else {**package, "module": label})
    return packages


def main(path, ecosystem, *options):
    with zipfile.ZipFile(path) as archive:
        records = [json.loads(archive.read(name)) for name in archive.namelist()]
    packages = sample(records, ecosystem, int(options[1])) if options else json.load(sys.stdin)
    pairs, faults = judge(records, ecosystem, packages)
    json.dump({"packages": packages, "pairs": pairs, "faults": faults}, sys.stdout)


main(*sys.argv[1:])
