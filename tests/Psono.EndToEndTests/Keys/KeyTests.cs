using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Keys;

/// <summary>totp, ssh and gpg of the published executable, against the programs of the machine.</summary>
public sealed class KeyTests(World world)
{
    [Fact]
    public async Task A_token_is_the_one_that_another_program_computes()
    {
        var (id, config) = await TypedSecret.TotpAsync(world.Account, "keys: totp");
        var result = await Shell.RunAsync(
            $$"""
            token() { python3 -c '
            import hmac, struct, time
            digest = hmac.digest(b"12345678901234567890", struct.pack(">Q", int(time.time()) // 30), "sha1")
            offset = digest[19] & 15
            number = struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7fffffff
            print("%06d" % (number % 1000000))'; }
            # A token is another one when its half minute is over.
            for try in 1 2 3; do
              before=$(token); ours=$(psonoci -c {{config}} totp get-token {{id}}) || exit 3
              psonoci -c {{config}} totp validate-token {{id}} "$ours"; valid=$?
              test "$before" = "$(token)" && break
            done
            test "$ours" = "$before" || exit 4
            test $valid = 0 || exit 5
            psonoci -c {{config}} totp validate-token {{id}} 12345 && exit 6
            psonoci -c {{config}} totp get-url {{id}} --issuer example.com
            """);

        Assert.Equal(
            "otpauth://totp/example.com:keys%3A%20totp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=example.com"
            + "&algorithm=SHA1&digits=6&period=30",
            result.Succeeds().Output);
    }

    [Fact]
    public async Task The_passphrase_of_a_key_is_typed_unseen_and_the_agent_gets_the_key()
    {
        var (id, config) = await TypedSecret.SshKeyAsync(world.Account, "keys: ssh", "hunter2 ssh");
        var typed = await Terminal.RunAsync(
            $"""
            eval "$(ssh-agent -s)" >/dev/null
            trap "ssh-agent -k >/dev/null" EXIT
            psonoci -c {config} ssh add {id} && ssh-add -L && ssh-add -L >listed.pub && ssh-add -T listed.pub && echo signed
            """.Replace("listed.pub", $"{config}.pub", StringComparison.Ordinal),
            new Dictionary<string, string>(),
            ("Passphrase of the private key: ", "hunter2 ssh"));

        Assert.Equal("", typed.Error);
        Assert.Matches("ssh-ed25519 [A-Za-z0-9+/=]+ keys: ssh\nsigned\n", typed.Succeeds().Output);
        Assert.DoesNotContain("hunter2", typed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passphrase_that_is_given_is_not_in_the_list_of_processes()
    {
        using var directory = new TemporaryDirectory();
        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            {{Shell.SilentServer}}
            psonoci --timeout 20 --server-url http://127.0.0.1:$(cat port)/server \
              --api-key-id {{Guid.NewGuid()}} --api-secret-key-hex {{new string('a', 64)}} \
              ssh add {{Guid.NewGuid()}} --ssh-auth-sock-path x --key-passphrase hunter2 & ours=$!
            until [ -s asked ]; do sleep 0.02; done
            tr '\0' '\n' </proc/$ours/cmdline
            kill $ours $listener
            """);

        Assert.Contains("--key-passphrase\n*******\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_go_through_pipes_in_both_directions()
    {
        using var home = new TemporaryDirectory();
        var (id, config) = await TypedSecret.GpgKeyAsync(world.Account, "keys: gpg", home.Path);
        var result = await Shell.RunAsync(
            $$"""
            cd {{home.Path}}; export GNUPGHOME=$PWD; exec 2>&1
            head -c 1000000 /dev/urandom >document
            psonoci -c {{config}} gpg sign {{id}} <document >ours && gpg --trust-model always --verify ours document || exit 3
            psonoci -c {{config}} gpg sign {{id}} --armor -o ours.asc document \
              && gpg --trust-model always --verify ours.asc document || exit 4
            gpg --batch --detach-sign -o theirs document && psonoci -c {{config}} gpg verify {{id}} -s theirs <document || exit 5
            printf x >>document
            psonoci -c {{config}} gpg verify {{id}} -s theirs document; echo "exit code $?"
            gpgconf --kill all
            """);

        Assert.Contains("psonoci: good signature from the key of 'keys: gpg', ", result.Succeeds().Output, StringComparison.Ordinal);
        Assert.EndsWith($"psonoci: error: bad signature: the document or the signature was modified (secret {id})\nexit code 1\n",
            result.Output, StringComparison.Ordinal);
    }
}
