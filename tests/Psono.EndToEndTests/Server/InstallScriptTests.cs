using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

/// <summary><c>curl … | sh</c>, in the shells that machines have for sh.</summary>
public sealed class InstallScriptTests(World world, InstallWorld install, HttpsWorld https)
    : IClassFixture<InstallWorld>, IClassFixture<HttpsWorld>
{
    /// <summary>
    /// $sh: each of the shells in turn. tools NAME…: a PATH of these alone. In the working directory, "here" is where to install, and
    /// "old" what an older psonoci there prints.
    /// </summary>
    private const string Functions = """
        set -u
        export PSONOCI_INSTALL_DIR=$PWD/here
        shells() { for sh in dash bash 'busybox ash'; do "$@" || exit; done; }
        old() { rm -rf here; mkdir here; printf '#!/bin/sh\necho psonoci 1.0.0\n' > here/psonoci; chmod 755 here/psonoci; }
        untouched() {
          [ "$(here/psonoci)" = 'psonoci 1.0.0' ] && [ "$(ls -A here)" = psonoci ] || { echo "$sh changed: $(ls -lA here)"; return 1; }
        }
        tools() {
          rm -rf tools; mkdir tools
          for tool in uname sed tr mktemp chmod mv rm mkdir cat "$@"; do ln -s "$(command -v $tool)" tools/; done
        }
        # says EXIT-CODE TEXT COMMAND…
        says() {
          local code=$1 text=$2 said got=0; shift 2
          said=$("$@" 2>&1) || got=$?
          [ $got = $code ] && case $said in *"$text"*) ;; *) false ;; esac || { echo "$sh: exit code $got, $said"; return 1; }
        }
        """;

    [Fact]
    public async Task The_line_of_the_page_installs_the_psonoci_of_the_server_for_all_users()
    {
        var result = await RunAsync(
            $$"""
            mount -t tmpfs tmpfs /usr/local/bin; unset PSONOCI_INSTALL_DIR
            curl -fsSL {{world.Server.Origin}}/install.sh | sh
            stat -c '%a %n' $(ls -A -d /usr/local/bin/* /usr/local/bin/.[a-z]* 2>/dev/null)
            cmp /usr/local/bin/psonoci {{Published.Psonoci}}
            """,
            asRoot: true);

        Assert.Equal("755 /usr/local/bin/psonoci\n", result.Output);
        Assert.Matches(
            @"^Downloading psonoci for linux-\w+ from http://127.0.0.1:\d+\nInstalled psonoci \d+\.\d+\.\d+\S* in /usr/local/bin\n",
            result.Error);
    }

    [Fact]
    public async Task Every_shell_with_every_tool_installs_and_updates_and_does_nothing_the_second_time()
    {
        await RunAsync(
            """
            try() {
              $before
              PATH=$PWD/tools says 0 'Installed psonoci 1.2.3 in' $(command -v ${sh%% *}) ${sh#${sh%% *}} $SCRIPT &&
                [ "$(ls -A here)" = psonoci ] && [ "$(stat -c %a here/psonoci)" = 755 ] &&
                PATH=$PWD/tools says 0 'psonoci 1.2.3 is already installed in' $(command -v ${sh%% *}) ${sh#${sh%% *}} $SCRIPT
            }
            before=old; tools curl sha256sum; shells try
            before='rm -rf here'; umask 077; tools wget shasum perl; shells try; [ $(stat -c %a here) = 755 ]; umask 022
            before=old; tools curl openssl; shells try
            rm -r tools; mkdir tools; busybox --install -s tools; shells try
            """);
    }

    [Fact]
    public async Task A_server_that_hands_out_something_else_changes_nothing()
    {
        await RunAsync(
            """
            from() { sed "s|^server=.*|server='$FAULTY/$1'|" $SCRIPT; }
            try() {
              old
              from wrong > script; says 1 'instead of 0000' $sh script && untouched || return
              from cut > script; says 1 'the download failed; nothing was changed' $sh script && untouched || return
              from gone > script; says 1 'the download failed; nothing was changed' $sh script && untouched || return
              PSONOCI_SHA256=$(printf %064d 1) says 1 'not that in PSONOCI_SHA256; nothing was changed' $sh $SCRIPT && untouched || return
              PSONOCI_SHA256= says 1 'PSONOCI_SHA256 is set, but empty' $sh $SCRIPT && untouched || return
              export PSONOCI_SHA256=$(tr a-f A-F < sum); says 0 'with the SHA-256 in PSONOCI_SHA256' $sh $SCRIPT
              unset PSONOCI_SHA256
            }
            curl -fsSL $ORIGIN/install/linux-x64/psonoci.sha256 | cut -c 1-64 > sum
            shells try
            mkdir tools; busybox --install -s tools; old; from cut > script; sh='busybox ash'
            PATH=$PWD/tools says 1 'nothing was changed' $(command -v busybox) ash script; untouched
            """);
    }

    [Fact]
    public async Task An_interrupted_download_leaves_nothing_behind()
    {
        await RunAsync(
            """
            set -m
            sed "s|^server=.*|server='$FAULTY/slow'|" $SCRIPT > script
            try() {
              for signal in INT TERM HUP; do
                old; $sh script 2>/dev/null & group=$!
                until [ "$(cat here/.psonoci.* 2>/dev/null | wc -c)" -gt 50000 ]; do sleep 0.01; done
                kill -$signal -- -$group; wait $group 2>/dev/null
                [ $? -gt 128 ] && untouched || return
              done
            }
            shells try
            """);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_it_says_so()
    {
        await RunAsync(
            """
            mkdir full; mount -t tmpfs -o size=8k tmpfs full; mkdir directory directory/psonoci
            try() {
              PSONOCI_INSTALL_DIR=/proc/here says 1 'cannot create /proc/here; run this as root, or set' $sh $SCRIPT || return
              PSONOCI_INSTALL_DIR=directory says 1 "$PWD/directory/psonoci is a directory" $sh $SCRIPT || return
              head -c 8000 /dev/zero > full/psonoci 2>/dev/null; cp full/psonoci before
              PSONOCI_INSTALL_DIR=full says 1 'nothing was changed' $sh $SCRIPT || return
              cmp before full/psonoci && [ "$(ls -A full)" = psonoci ]
            }
            shells try
            """,
            asRoot: true);
    }

    [Fact]
    public async Task Whoever_may_not_write_to_usr_local_bin_gets_it_at_home()
    {
        await RunAsync(
            """
            mkdir home; chmod 711 .; export HOME=$PWD/home
            [ $(id -u) != 0 ] || { chown 12345 home; drop='setpriv --reuid 12345 --regid 12345 --clear-groups'; }
            unset PSONOCI_INSTALL_DIR
            try() {
              says 0 "export PATH=\"$HOME/.local/bin:\$PATH\"" ${drop-} $sh $SCRIPT &&
                [ "$(home/.local/bin/psonoci)" = 'psonoci 1.2.3' ] && rm -r home/.local &&
                (PATH=$HOME/.local/bin:$PATH; says 0 "Installed psonoci 1.2.3 in $HOME/.local/bin" ${drop-} $sh $SCRIPT) &&
                rm -r home/.local && HOME= says 1 'HOME is not set; set PSONOCI_INSTALL_DIR' ${drop-} $sh $SCRIPT
            }
            [ $(id -u) = 0 ] || [ ! -w /usr/local/bin ] || exit 0
            shells try
            """);
    }

    [Fact]
    public async Task The_machine_decides_what_is_installed()
    {
        await RunAsync(
            """
            tools curl sha256sum
            rm tools/uname; printf '#!/bin/sh\nif [ $1 = -s ]; then echo $SYSTEM; else echo $MACHINE; fi\n' > tools/uname
            printf '#!/bin/sh\necho ${TRANSLATED:-0}\n' > tools/sysctl; chmod 755 tools/uname tools/sysctl
            on() { SYSTEM=$1 MACHINE=$2 PATH=$PWD/tools says "$3" "$4" $(command -v ${sh%% *}) ${sh#${sh%% *}} $SCRIPT; }
            try() {
              on Linux amd64 0 'psonoci 1.2.3' && rm -r here && on Darwin arm64 0 'psonoci 1.2.3 mac' &&
                on Darwin x86_64 1 'this server has no psonoci for osx-x64; its administrator can add it' &&
                TRANSLATED=1 on Darwin x86_64 0 'psonoci 1.2.3 mac is already installed' || return
              old
              on Linux aarch64 1 'noexec?); nothing was changed: cannot run this' && untouched &&
                on Linux armv7l 1 'there is no psonoci for Linux on armv7l, only for x86_64 and arm64' &&
                on FreeBSD amd64 1 'there is no psonoci for FreeBSD' &&
                on MINGW64_NT-10.0 x86_64 1 "for Windows, see $ORIGIN/install" && untouched
            }
            shells try
            tools; sh=dash; PATH=$PWD/tools says 1 'curl or wget is needed' $(command -v dash) $SCRIPT
            tools curl; PATH=$PWD/tools says 1 'sha256sum, shasum or openssl is needed' $(command -v dash) $SCRIPT
            """);
    }

    [Fact]
    public async Task A_script_that_came_over_TLS_downloads_over_nothing_else()
    {
        await RunAsync(
            $$"""
            export CURL_CA_BUNDLE={{https.Directory}}/ca.pem
            curl -fsSL {{https.Url.Replace("/server", "", StringComparison.Ordinal)}}/install.sh > script
            sh=dash; says 0 'from https://127.0.0.1:' dash script; here/psonoci --version
            CURL_CA_BUNDLE={{https.Directory}}/other.pem says 1 'SSL certificate problem' dash script
            python3 -c '
            import http.server, ssl, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(302)
                    self.send_header("Location", sys.argv[1] + self.path)
                    self.end_headers()
                def log_message(self, *args): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain("{{https.Directory}}/leaf.pem", "{{https.Directory}}/leaf.key")
            server.socket = tls.wrap_socket(server.socket, server_side=True)
            print(server.server_port, flush=True)
            server.serve_forever()' $ORIGIN > port & trap "kill $!" EXIT
            until [ -s port ]; do sleep 0.02; done
            old; sed "s|^server=.*|server='https://127.0.0.1:$(cat port)'|" script > redirected
            says 1 'cannot download https://127.0.0.1:' dash redirected; untouched
            tools wget sha256sum; echo ca_certificate={{https.Directory}}/ca.pem > wgetrc; export WGETRC=$PWD/wgetrc
            PATH=$PWD/tools says 1 'cannot download https://127.0.0.1:' $(command -v dash) redirected; untouched
            PATH=$PWD/tools says 0 'from https://127.0.0.1:' $(command -v dash) script
            """);
    }

    [Fact]
    public async Task A_copy_of_the_folder_is_checked_with_the_list_and_the_list_with_the_signature_of_the_release()
    {
        var result = await RunAsync(
            $"""
            curl -fsS -O $ORIGIN/install/SHA256SUMS -O $ORIGIN/install/SHA256SUMS.sig
            mkdir linux-x64 win-x64; curl -fsS $ORIGIN/install/linux-x64/psonoci -o linux-x64/psonoci
            curl -fsS $ORIGIN/install/win-x64/psonoci.exe -o win-x64/psonoci.exe
            sha256sum --check --ignore-missing SHA256SUMS
            ssh-keygen -q -Y verify -f {install.Signers} -I release -n file -s SHA256SUMS.sig < SHA256SUMS
            """);
        Assert.Equal("linux-x64/psonoci: OK\nwin-x64/psonoci.exe: OK\n", result.Output);
    }

    [Fact]
    public async Task A_script_that_was_cut_off_does_nothing()
    {
        await RunAsync(
            """
            mkdir tools; printf '#!/bin/sh\n: > ran\n' > tools/any; chmod 755 tools/any
            for tool in $(tr -cs a-z0-9_ '\n' < $SCRIPT | sort -u); do ln -s any tools/$tool 2>/dev/null; done
            size=$(wc -c < $SCRIPT); end=$((size - 20))
            try() {
              local cut shell=$(command -v ${sh%% *})
              for cut in $(seq 1 311 $end) $(seq $end $((size - 2))); do
                head -c $cut $SCRIPT > script; PATH=$PWD/tools $shell ${sh#${sh%% *}} script >/dev/null 2>&1
                [ ! -e ran ] && [ ! -e here ] || { echo "$sh ran something of the first $cut bytes"; return 1; }
              done
              PATH=$PWD/tools $shell ${sh#${sh%% *}} $SCRIPT >/dev/null 2>&1; [ -e ran ] && rm ran
            }
            shells try
            """);
    }

    /// <summary>Lines of a script in an empty directory, which succeed; as root, or who passes for it, if they mount something.</summary>
    private async Task<Result> RunAsync(string script, bool asRoot = false)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("test.sh", $"{Functions}\nset -e -o pipefail\n{script}\n");
        var result = await Shell.RunAsync(
            (asRoot ? "[ $(id -u) = 0 ] || enter=--map-root-user; exec unshare ${enter-} --mount " : "exec ")
                + $"env -C {directory.Path} bash test.sh",
            new Dictionary<string, string> { ["ORIGIN"] = install.Origin, ["SCRIPT"] = install.Script, ["FAULTY"] = install.Faulty });
        return result.Succeeds();
    }
}
