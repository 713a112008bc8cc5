"""docker_archive.py NAME:TAG <IN >OUT: what buildah writes for `docker load`, without what differs each time, and with one name."""
import hashlib
import io
import json
import sys
import tarfile

archive = tarfile.open(fileobj=sys.stdin.buffer, mode="r|")
files = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
(image,) = json.loads(files["manifest.json"])

config = json.loads(files[image["Config"]])
# The container it was made in.
del config["container"], config["container_config"], config["config"]["Hostname"]
text = json.dumps(config, indent=2).encode()
name = hashlib.sha256(text).hexdigest() + ".json"
manifest = [{"Config": name, "RepoTags": [sys.argv[1]], "Layers": image["Layers"]}]

with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.USTAR_FORMAT) as out:
    for path, content in [*((layer, files[layer]) for layer in image["Layers"]), (name, text),
                          ("manifest.json", json.dumps(manifest).encode())]:
        member = tarfile.TarInfo(path)
        member.size = len(content)
        out.addfile(member, io.BytesIO(content))
