using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>The images that packaging/image.sh makes of what build.sh published, unpacked as a runtime gets them.</summary>
public sealed class Images : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public async ValueTask InitializeAsync() => (await Shell.RunAsync(
        $$"""
        set -e; cd {{_directory.Path}}; chmod 755 .
        {{DebianRoot.Build("built", Published.Version)}}
        mkdir out; mv debs-{{Published.Version}}/*.deb out
        # Whatever the umask of whoever makes them.
        (umask 077; {{Published.Root}}/packaging/image.sh out {{Published.Version}})
        for image in psono-server psonoci; do
          mkdir $image; tar -xf out/$image-{{Published.Version}}-oci.tar -C $image
          umoci unpack --image $image:{{Published.Version}} $image.bundle 2>&1
          skopeo inspect --config oci:$image:{{Published.Version}} >$image.json
        done
        """,
        patience: TimeSpan.FromMinutes(2))).Succeeds();

    /// <summary>
    /// Runs lines in a directory with <c>IMAGE.bundle/rootfs</c>, <c>IMAGE.json</c> (its configuration) and <c>out</c>, and with
    /// <c>contain COMMAND</c>: the server's image with a read-only root, no capabilities, its user, and the directory "volume" as /data.
    /// Its process is $container, the command of its image is given more arguments, and <c>within</c> runs another command in it.
    /// </summary>
    public Task<Result> RunAsync(string lines)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts containers");
        return Shell.RunAsync(
            $$"""
            set -e; cd {{_directory.Path}}; version={{Published.Version}}
            cat >configure.py <<'PYTHON'
            import json, os, sys
            config = json.load(open("psono-server.bundle/config.json"))
            config["process"].update(terminal=False, capabilities={})
            config["process"]["args"] += sys.argv[1:]
            config["root"] = {"path": os.path.abspath("psono-server.bundle/rootfs"), "readonly": True}
            # The machine's network, and none of what needs another.
            config["linux"]["namespaces"] = [n for n in config["linux"]["namespaces"] if n["type"] != "network"]
            del config["linux"]["resources"]
            config["mounts"] = [m for m in config["mounts"] if m["destination"] not in ("/data", "/sys", "/sys/fs/cgroup")]
            volume = {"type": "bind", "source": os.path.abspath("volume"), "options": ["bind", "rw"]}
            config["mounts"].append({"destination": "/data", **volume})
            json.dump(config, open("bundle/config.json", "w"))
            PYTHON
            # A new volume is what the image has at its place.
            rm -rf volume bundle; cp -a psono-server.bundle/rootfs/data volume; mkdir bundle
            id=psono-test-$$
            runc() { command runc --root {{_directory.Path}}/runc "$@"; }
            contain() {
              python3 configure.py "$@"
              rm -f log
              runc run --bundle bundle $id >log 2>&1 & container=$!
              until grep -qs 'server key' log; do kill -0 $container || { cat log; return 1; }; sleep 0.02; done
            }
            within() { runc exec $id "$@" 2>&1; }
            trap 'runc kill $id KILL 2>/dev/null || true' EXIT
            {{lines}}
            """);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
