namespace Psono.EndToEndTests.Packaging;

/// <summary>
/// Lines of a script: <c>docker load</c> and <c>docker run</c> as far as the documents use them. What the image says is checked against
/// what the command line says: its name and tag, its port, its volume. Then runc runs it (see <see cref="Images"/>).
/// </summary>
internal static class DockerStandIn
{
    public const string Functions =
        """
        docker() {
          case $1 in
            load) python3 -c '
        import json, sys, tarfile
        files = {m.name: t.extractfile(m).read() for t in [tarfile.open(fileobj=sys.stdin.buffer, mode="r|")] for m in t if m.size < 1e6}
        (image,) = json.loads(files["manifest.json"])
        json.dump({"tags": image["RepoTags"], **json.loads(files[image["Config"]])["config"]}, open("loaded.json", "w"))
        print("Loaded image:", *image["RepoTags"])' ;;
            run) shift; contain --urls "$(python3 -c '
        import argparse, json, sys
        image, parser = json.load(open("loaded.json")), argparse.ArgumentParser()
        for flag in ("-d", "--read-only"): parser.add_argument(flag, action="store_true")
        for option in ("--name", "-p", "-v"): parser.add_argument(option, required=True)
        parser.add_argument("image")
        given = parser.parse_args(sys.argv[1:])
        address, port, inside = given.p.split(":")
        volume, mounted = given.v.split(":")
        assert given.d and given.read_only and given.image in image["tags"], (given, image["tags"])
        assert inside + "/tcp" in image["ExposedPorts"] and ("PSONO_URLS=http://0.0.0.0:" + inside) in image["Env"], image
        assert mounted in image["Volumes"] and ("PSONO_DATA_DIR=" + mounted) in image["Env"], image
        # The port of the document may be taken.
        print("http://%s:0" % address)' "$@")" ;;
            *) echo "docker: $1 is not among what is understood here" >&2; return 1 ;;
          esac
        }
        """;
}
