using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Packaging;

/// <summary>The Debian packages, as apt gets them from a repository.</summary>
[Collection(Packages.Name)]
public sealed class DebTests(DebianRoot debian)
{
    [Fact]
    public async Task The_server_is_installed_upgraded_removed_and_purged_and_its_vault_stays_until_it_is_meant_to_go()
    {
        var result = (await debian.RunAsync(
            """
            look() { inside stat -c '%A %U:%G %n' "$@" 2>/dev/null || true; }
            serve() {
              # What the unit says, without systemd.
              unit=$root/usr/lib/systemd/system/psono-server.service
              inside install -d -m 700 -o psono -g psono /var/lib/$(sed -n 's/^StateDirectory=//p' $unit)
              of() { sed -n "s/^$1=//p" $unit; }
              : >server.log
              env -i PATH=/usr/sbin:/usr/bin $(of Environment; grep ^PSONO_ $root/etc/psono/psono-server.conf) \
                chroot --userspec=$(of User):$(of Group) $root $(of ExecStart) >server.log 2>&1 & server=$!
              until grep -q 'server key' server.log; do kill -0 $server || { cat server.log; return 1; }; sleep 0.02; done
            }
            stop() { kill $server; wait $server; }

            trust ours; apt update; apt install psono-server psonoci
            echo "installed $(inside psono-server --version), $(inside psonoci --version | cut -d ' ' -f 1,2)"
            look /etc/psono/psono-server.conf /usr/bin/psono-server
            inside readlink /etc/systemd/system/multi-user.target.wants/psono-server.service

            sed -i "s#^PSONO_URLS=.*#PSONO_URLS=http://127.0.0.1:0#" $root/etc/psono/psono-server.conf
            serve; url=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' server.log | head -n 1)
            curl -fsS $url/install/SHA256SUMS | cut -c 65-; look /var/lib/psono/keys.json; stop
            inside sha256sum /var/lib/psono/keys.json /etc/psono/psono-server.conf >before

            add 1.1.0-rc.1; apt update; apt install psono-server psonoci
            echo "upgraded to $(inside dpkg-query -W -f '${Version}' psono-server)"
            inside sha256sum --quiet --check <before && serve && stop && echo "with the settings and the keys it had"

            apt remove psono-server; echo removed
            look /usr/lib/psono-server /etc/psono/psono-server.conf /var/lib/psono/keys.json
            apt purge psono-server; echo purged, nobody was asked; grep kept apt.log
            look /etc/psono /etc/systemd/system/multi-user.target.wants/psono-server.service /var/lib/psono/keys.json

            apt install psono-server; serve; stop; grep keys before | inside sha256sum --quiet --check && echo "installed again, same vault"
            echo psono-server psono-server/delete-data boolean true | inside debconf-set-selections
            apt purge psono-server; echo purged, and told to delete; look /var/lib/psono
            apt purge psonoci
            find $root/{etc,usr,var/lib} -name '*psono*'
            """)).Succeeds();

        Assert.Equal(
            $"""
            installed psono-server {Published.Version}, psonoci {Published.Version}
            -rw------- root:root /etc/psono/psono-server.conf
            lrwxrwxrwx root:root /usr/bin/psono-server
            /lib/systemd/system/psono-server.service
              linux-x64/psonoci
            -rw------- psono:psono /var/lib/psono/keys.json
            upgraded to 1.1.0~rc.1
            with the settings and the keys it had
            removed
            -rw------- root:root /etc/psono/psono-server.conf
            -rw------- psono:psono /var/lib/psono/keys.json
            purged, nobody was asked
            psono-server: /var/lib/psono was kept; rm -r /var/lib/psono deletes it
            -rw------- psono:psono /var/lib/psono/keys.json
            installed again, same vault
            purged, and told to delete

            """,
            result.Output);
    }

    [Fact]
    public async Task Apt_takes_no_package_from_a_repository_that_somebody_else_signed()
    {
        var result = (await debian.RunAsync("trust theirs; ! apt update; grep NO_PUBKEY apt.log; ! apt install psonoci")).Succeeds();

        Assert.Contains("Unable to locate package psonoci", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_leaves_the_server_little_to_do_harm_with()
    {
        var unit = Path.Combine(Published.Root, "packaging/deb/psono-server/psono-server.service");

        // Tenths: 1.5 of 10.
        (await Shell.RunAsync($"systemd-analyze security --offline=true --threshold=15 {unit} 2>&1")).Succeeds();
    }

    [Fact]
    public async Task Packages_are_the_same_wherever_they_are_built()
    {
        using var directory = new TemporaryDirectory();

        (await Shell.RunAsync(
            $$"""
            set -e; cd {{directory.Path}}
            {{DebianRoot.Build("built", "1.0.0", "one")}}
            sleep 1; umask 077; export LC_ALL=fr_FR.UTF-8 TZ=Pacific/Auckland
            {{DebianRoot.Build("elsewhere", "1.0.0", "two")}}
            diff -r one-1.0.0 two-1.0.0
            """)).Succeeds();
    }
}
