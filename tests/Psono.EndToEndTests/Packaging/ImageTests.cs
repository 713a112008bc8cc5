using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>The images, run by runc.</summary>
[Collection(Packages.Name)]
public sealed class ImageTests(Images images)
{
    [Fact]
    public async Task The_server_runs_without_root_shell_or_anything_to_write_to_but_its_volume()
    {
        var result = (await images.RunAsync(
            """
            contain --urls http://127.0.0.1:0; url=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' log | head -n 1)
            within /usr/bin/psono-server healthcheck --urls $url
            within /usr/bin/psono-server healthcheck --urls http://127.0.0.1:1 || echo "exit code $?"
            curl -fsS $url/ | grep -c '<title>'
            curl -fsS $url/install.sh | PSONOCI_INSTALL_DIR=$PWD/installed sh >&2; installed/psonoci --version | cut -d ' ' -f 1,2
            pid=$(runc state $id | sed -n 's/.*"pid": *\([0-9]*\).*/\1/p')
            grep -E '^(Uid|CapBnd|NoNewPrivs)' /proc/$pid/status
            within /bin/sh | grep -o 'stat /bin/sh: no such file or directory'
            runc kill $id TERM; wait $container; echo "stopped with $?"
            stat -c '%A %u:%g %n' volume volume/keys.json
            """)).Succeeds();

        Assert.Equal(
            $"""
            ready
            psono-server: error: nothing listens on 127.0.0.1:1
            exit code 1
            1
            psonoci {Published.Version}
            Uid:	10001	10001	10001	10001
            CapBnd:	0000000000000000
            NoNewPrivs:	1
            stat /bin/sh: no such file or directory
            stopped with 0
            drwx------ 10001:10001 volume
            -rw------- 10001:10001 volume/keys.json

            """,
            result.Output);
    }

    [Fact]
    public async Task Images_say_how_they_are_to_be_run_and_contain_no_more_than_that_takes()
    {
        var result = (await images.RunAsync(
            """
            look() { python3 -c 'import json, sys; c = json.load(sys.stdin); print(c["config"].get(sys.argv[1]))' $2 <$1.json; }
            for what in User Entrypoint Env Volumes ExposedPorts; do look psono-server $what | sed 's/, /\n/g'; done
            for what in User Entrypoint; do look psonoci $what; done
            for image in psono-server psonoci; do
              echo "$image:"
              # In what can be run, libraries aside; set-user-id; owned by another than root; for everybody to write.
              find $image.bundle/rootfs -type f -perm /111 ! -name '*.so*' -printf '%P\n' | sort
              find $image.bundle/rootfs ! -type l \( -perm /6000 -o ! -uid 0 -o -perm /022 \) -printf '%M %U %P\n'
              ls $image.bundle/rootfs/var/lib/dpkg/status.d | xargs
              python3 - out/$image-$version-linux-x64-image.tar <<'PYTHON'
            import json, sys, tarfile
            archive = tarfile.open(sys.argv[1])
            (image,) = json.load(archive.extractfile("manifest.json"))
            config = json.load(archive.extractfile(image["Config"]))["config"]
            print(image["RepoTags"], config.get("Healthcheck", {}).get("Test"))
            PYTHON
            done
            chroot --userspec=10001:10001 psonoci.bundle/rootfs /psonoci --version | cut -d ' ' -f 1,2
            """)).Succeeds();

        Assert.Equal(
            $$$"""
            10001:10001
            ['/usr/bin/psono-server']
            ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
            'PSONO_DATA_DIR=/data'
            'PSONO_URLS=http://0.0.0.0:10100'
            'SQLITE_TMPDIR=/data']
            {'/data': {}}
            {'10100/tcp': {}}
            10001:10001
            ['/psonoci']
            psono-server:
            usr/lib/psono-server/install/linux-x64/psonoci
            usr/lib/psono-server/psono-server
            drwx------ 10001 data
            base-files ca-certificates libc6 libssl3 psono-server
            ['psono-server:{{{Published.Version}}}'] ['CMD', '/usr/bin/psono-server', 'healthcheck']
            psonoci:
            psonoci
            psonoci
            ['psonoci:{{{Published.Version}}}'] None
            psonoci {{{Published.Version}}}

            """,
            result.Output);
    }

    [Fact]
    public async Task Keys_of_root_are_taken_if_their_group_is_one_of_the_server_as_Kubernetes_mounts_them()
    {
        var result = (await images.RunAsync(
            """
            root=psono-server.bundle/rootfs; mkdir $root/keys; trap 'rm -rf $root/keys $root/data/*' EXIT
            start() {
              groups=$1; shift; rm -f log
              timeout 20 chroot --userspec=10001:10001 --groups=$groups $root /usr/bin/psono-server \
                --data-dir /data --urls http://127.0.0.1:0 "$@" >log 2>&1 & server=$!
              until grep -qsE 'server key|error' log; do kill -0 $server; sleep 0.02; done
              kill $server 2>/dev/null || true; wait $server || true; sed -E 's/server key .*/started/' log | grep -E 'started|error'
            }
            start 10002
            mv $root/data/keys.json $root/keys; chown 0:10002 $root/keys/keys.json
            for mode in 440 460; do chmod $mode $root/keys/keys.json; start 10002 --keys-file /keys/keys.json; done
            """)).Succeeds();

        Assert.Equal(
            """
            psono-server: started
            psono-server: started
            psono-server: error: others may read or write the keys file /keys/keys.json: run chmod 600 on it

            """,
            result.Output);
    }

    [Fact]
    public async Task Without_OpenSSL_the_server_says_what_is_missing()
    {
        var result = await images.RunAsync(
            """
            root=psono-server.bundle/rootfs library=$(find psono-server.bundle/rootfs -name 'libssl.so.*')
            mv $library away; trap 'mv away $library' EXIT
            chroot --userspec=10001:10001 $root /usr/bin/psono-server --data-dir /data 2>&1
            """);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("psono-server: error: OpenSSL 3 or 1.1 is missing: install libssl3", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_compose_files_agree_with_the_image_and_with_the_settings_there_are()
    {
        var help = (await Shell.RunAsync("psono-server --help")).Succeeds().Output;
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Published.Root, "packaging/image/Dockerfile"));
        var text = string.Join("\n---\n", new[] { "compose.yaml", "compose.postgresql.yaml" }
            .Select(file => File.ReadAllText(Path.Combine(Published.Root, "packaging/image", file))));
        var files = (await Yaml.ReadAsync(text)).Select(file => file!["services"]!).ToList();
        var server = files[0]["server"]!;

        Assert.Equal($"psono-server:${{PSONO_VERSION:-{Published.Version}}}", (string?)server["image"]);
        Assert.Equal("127.0.0.1:10100:10100", (string?)server["ports"]![0]);
        Assert.Equal("data:/data", (string?)server["volumes"]![0]);
        var health = string.Join(", ", server["healthcheck"]!["test"]!.AsArray().Skip(1).Select(word => $"\"{word}\""));
        Assert.Contains($"HEALTHCHECK --interval={server["healthcheck"]!["interval"]} --timeout={server["healthcheck"]!["timeout"]} "
            + $"--start-period={server["healthcheck"]!["start_period"]} CMD [{health}]", dockerfile, StringComparison.Ordinal);
        Assert.All(
            files.SelectMany(file => Yaml.Names(file["server"]!["environment"])),
            name => Assert.Contains($"({name})", help, StringComparison.Ordinal));
    }
}
