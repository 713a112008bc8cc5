"""sbom.py NAME FILE COMMIT: a CycloneDX document of packages, with what is linked in besides, and the commit and its date."""
import datetime
import json
import os
import subprocess
import sys

name, path, commit = sys.argv[1:]
with open(path) as file:
    document = json.load(file)
made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
document["metadata"]["timestamp"] = made.strftime("%Y-%m-%dT%H:%M:%SZ")
document["metadata"]["properties"] = [{"name": "git:commit", "value": commit}]


def add(component, version, licence, purl):
    document["components"].append({
        "type": "library", "bom-ref": purl, "name": component, "version": version, "scope": "required",
        "licenses": [{"license": {"id": licence}}], "purl": purl})


def add_debian(component, package, licence):
    """What comes from this machine's library, by the source that Debian built it from: that is what its security notices name."""
    source, version = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${source:Package} ${source:Version}", package],
        capture_output=True, text=True, check=True).stdout.split()
    add(component + " (in executables for Linux)", version, licence, f"pkg:deb/debian/{source}@{version}?arch=source")


def runtime_version():
    with open("artifacts/obj/Psono.Cli/project.assets.json") as file:
        frameworks = json.load(file)["project"]["frameworks"].values()
    downloads = [download for framework in frameworks for download in framework["downloadDependencies"]]
    return next(d["version"].strip("[]").split(",")[0] for d in downloads if d["name"].startswith("Microsoft.NETCore.App.Runtime."))


version = runtime_version()
add(".NET runtime", version, "MIT", f"pkg:nuget/Microsoft.NETCore.App.Runtime@{version}")
if name == "psonoci":
    add_debian("OpenSSL", "libssl-dev", "Apache-2.0")
    add_debian("GNU C Library", "libc6-dev", "LGPL-2.1-or-later")
json.dump(document, sys.stdout, indent=2, sort_keys=True)
print()
