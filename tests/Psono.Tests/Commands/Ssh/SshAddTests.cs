using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Commands.Ssh;

/// <summary>Keys that ssh-keygen made, given to an agent of OpenSSH.</summary>
public sealed class SshAddTests(SshKeys keys) : IClassFixture<SshKeys>, IDisposable
{
    private const string Passphrase = "correct horse ä";

    private static readonly string Id = $"{ApiKeyServer.IdOf(0)}";

    private readonly RealAgent _agent = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("-t rsa -b 2048"), InlineData("-t ecdsa -b 256"), InlineData("-t ecdsa -b 384"), InlineData("-t ecdsa -b 521")]
    [InlineData("-t ed25519")]
    [InlineData("-t rsa -b 2048 -m PEM"), InlineData("-t ecdsa -b 384 -m PEM"), InlineData("-t rsa -b 2048 -m PKCS8")]
    [InlineData("-t ecdsa -b 521 -m PKCS8")]
    [InlineData("-t ed25519 -Z aes256-gcm@openssh.com"), InlineData("-t ed25519 -Z aes128-cbc")]
    [InlineData("-t ed25519 -Z chacha20-poly1305@openssh.com")]
    public async Task A_key_with_or_without_passphrase_signs_from_the_agent(string type)
    {
        foreach (var passphrase in new[] { "", Passphrase })
        {
            var (publicKey, secret) = MakeKey(type, passphrase);
            await using var server = new ApiKeyServer(bulk: true, secret);
            Assert.Equal(0, server.Run(
                _terminal,
                Agent,
                ["ssh", "add", Id, .. passphrase.Length > 0 ? ["--key-passphrase", passphrase] : Array.Empty<string>()]));

            var listed = _agent.Keys;
            Assert.Equal(publicKey, string.Join(' ', listed.Split(' ').Take(2)));
            Assert.EndsWith(" deploy key\n", listed, StringComparison.Ordinal);

            // -T signs with the private key in the agent, and verifies.
            _agent.Run("-T", _directory.Write("listed.pub", listed)).Succeeds();
            _agent.Run("-D").Succeeds();
        }
    }

    [Fact]
    public async Task A_lifetime_ends_and_a_confirmation_is_asked_for()
    {
        var (publicKey, secret) = MakeKey("-t ed25519", "");
        var (_, other) = MakeKey("-t ed25519", "");
        await using var server = new ApiKeyServer(bulk: true, secret, other);
        Assert.Equal(0, server.Run(_terminal, "ssh", "add", Id, "--ssh-auth-sock-path", _agent.Socket, "--key-confirmation"));

        // Nobody is there to confirm.
        Assert.NotEqual(0, _agent.Run("-T", _directory.Write("listed.pub", _agent.Keys)).ExitCode);
        _agent.Run("-D").Succeeds();

        // When the one with a lifetime has gone, the one without, which is older, is still there.
        Assert.Equal(0, server.Run(_terminal, Agent, "ssh", "add", Id));
        Assert.Equal(0, server.Run(_terminal, Agent, "ssh", "add", $"{ApiKeyServer.IdOf(1)}", "--key-lifetime", "1"));
        string listed;
        for (var i = 0; (listed = _agent.Keys).Trim().Contains('\n', StringComparison.Ordinal) && i < 200; i++)
            await Task.Delay(100);
        Assert.StartsWith(publicKey, Assert.Single(listed.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passphrase_comes_from_a_file_too()
    {
        await using var server = new ApiKeyServer(bulk: true, MakeKey("-t ed25519", Passphrase).Secret);
        Assert.Equal(0, server.Run(
            _terminal, Agent, "ssh", "add", Id, "--key-passphrase-file", _directory.Write("passphrase", Passphrase + "\n")));
        Assert.NotEmpty(_agent.Keys);
    }

    [Theory]
    [InlineData("-t rsa -b 2048"), InlineData("-t rsa -b 2048 -m PEM"), InlineData("-t rsa -b 2048 -m PKCS8")]
    [InlineData("-t ed25519 -Z aes256-gcm@openssh.com")]
    public async Task A_wrong_passphrase_is_said_to_be_wrong(string type)
    {
        await using var server = new ApiKeyServer(bulk: true, MakeKey(type, Passphrase).Secret);
        Assert.Equal(1, server.Run(_terminal, Agent, "ssh", "add", Id, "--key-passphrase", "hunter2"));
        Assert.Equal($"psonoci: error: incorrect passphrase for the private key of secret {Id}\n", _terminal.Error);
        Assert.Empty(_agent.Keys);
    }

    [Theory]
    [InlineData("""{"ssh_own_key_private":"-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----"}""",
        "is not a valid SSH key")]
    [InlineData("""{"ssh_own_key_private":"hunter2"}""", "is not a valid SSH key")]
    [InlineData("""{"ssh_own_key_title":"t","ssh_own_key_private":""}""", "has no ssh-key-private")]
    [InlineData("""{"note_title":"n"}""", "has no ssh-key-private: its type is note")]
    public async Task What_is_not_a_private_key_is_refused(string secret, string problem)
    {
        await using var server = new ApiKeyServer(bulk: true, secret);
        Assert.Equal(1, server.Run(_terminal, Agent, "ssh", "add", Id));
        Assert.Contains(problem, _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_whose_passphrase_takes_work_without_end_is_not_tried()
    {
        var key = FuzzVectors.Of("ssh-key").Single(vector => vector.Name == "bcrypt-rounds-without-end").Input;
        await using var server = new ApiKeyServer(
            bulk: true, new JsonObject { ["ssh_own_key_private"] = System.Text.Encoding.ASCII.GetString(key) }.ToJsonString());
        Assert.Equal(1, server.Run(_terminal, Agent, "ssh", "add", Id, "--key-passphrase", "passphrase"));
        Assert.Equal(
            $"psonoci: error: the passphrase of the private key of secret {Id} uses 2,147,483,647 KDF rounds, more than 1,000\n"
            + "psonoci: hint: save the key with fewer, and store it again: ssh-keygen -p -a 100 -f key\n", _terminal.Error);
        Assert.Empty(_agent.Keys);
    }

    [Fact]
    public async Task Without_an_agent_nothing_is_asked_of_the_server()
    {
        await using var server = new ApiKeyServer(bulk: true, MakeKey("-t ed25519", "").Secret);
        Assert.Equal(1, server.Run(_terminal, "ssh", "add", Id));
        Assert.StartsWith("psonoci: error: SSH_AUTH_SOCK is not set\n", _terminal.Error, StringComparison.Ordinal);

        var nowhere = new TestTerminal();
        Assert.Equal(1, server.Run(nowhere, "ssh", "add", Id, "--ssh-auth-sock-path", "/nonexistent"));
        Assert.StartsWith("psonoci: error: cannot connect to an ssh-agent at /nonexistent\n", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, server.Run(new TestTerminal(), Agent, "ssh", "add", Id, "--key-lifetime", "0"));
    }

    [Fact]
    public async Task A_locked_agent_refuses()
    {
        await using var server = new ApiKeyServer(bulk: true, MakeKey("-t ed25519", "").Secret);
        var asked = _directory.Write("askpass", "#!/bin/sh\necho locked\n");
        File.SetUnixFileMode(asked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Tool.Run("ssh-add", ["-x"], ("SSH_AUTH_SOCK", _agent.Socket), ("SSH_ASKPASS", asked), ("SSH_ASKPASS_REQUIRE", "force")).Succeeds();
        Assert.Equal(1, server.Run(_terminal, Agent, "ssh", "add", Id));
        Assert.StartsWith("psonoci: error: the ssh-agent rejected the key\n", _terminal.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _agent.Dispose();
        _directory.Dispose();
    }

    private (string, string)[] Agent => [("SSH_AUTH_SOCK", _agent.Socket)];

    private (string PublicKey, string Secret) MakeKey(string type, string passphrase)
    {
        var file = keys.Make(_directory, type, passphrase);
        var publicKey = string.Join(' ', File.ReadAllText(file + ".pub").Trim().Split(' ').Take(2));
        return (publicKey, new JsonObject
        {
            ["ssh_own_key_title"] = "deploy key",
            ["ssh_own_key_public"] = publicKey,
            ["ssh_own_key_private"] = File.ReadAllText(file).TrimEnd('\n'),
        }.ToJsonString());
    }
}
