using System.Text;
using System.Security.Cryptography;
using Psono.Cli;
using Psono.Cli.Commands.Ssh;
using Psono.Client;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Private keys as a secret holds them, in each form that ssh knows; and what an agent answers.</summary>
internal static class SshTargets
{
    private static readonly string[] Sources = ["Psono.Cli/Commands/Ssh/SshPrivateKey.cs", "Psono.Cli/Commands/Ssh/AgentMessage.cs"];

    private static readonly Dictionary<string, string> Valid =
        FuzzVectors.Of("ssh-key").ToDictionary(vector => vector.Name, vector => Encoding.UTF8.GetString(vector.Input));

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("ssh-key") with
        {
            Seeds = [FuzzTarget.Utf8(Valid["valid-openssh-ed25519"])],
            Words =
            [
                "-----BEGIN OPENSSH PRIVATE KEY-----\n", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n", "PuTTY-User-Key-File-3: ssh-ed25519\n", "DEK-Info: AES-128-CBC,00\n",
            ],
            CallAsync = FuzzTarget.Text(Add),
        },
        Der(
            "ssh-key-openssh", "OPENSSH PRIVATE KEY", "valid-openssh-ed25519", "valid-openssh-ed25519-with-passphrase",
            "valid-openssh-ecdsa"),
        Der("ssh-key-rsa", "RSA PRIVATE KEY", "valid-pem-rsa"),
        Der("ssh-key-ec", "EC PRIVATE KEY", "valid-pem-ecdsa"),
        Der("ssh-key-pkcs8", "PRIVATE KEY", "valid-pkcs8-ecdsa", "valid-pkcs8-rsa"),
        Der("ssh-key-pkcs8-encrypted", "ENCRYPTED PRIVATE KEY", "valid-pkcs8-ecdsa-with-passphrase"),
        Of("ssh-agent-answer") with
        {
            Sources = ["Psono.Cli/Commands/Ssh/SshAgent.cs"],
            Seeds = [[0, 0, 0, 1, 6], [0, 0, 0, 1, 5], [0, 0, 0, 5, 28, 0, 0, 0, 0]],
            Allocation = 64 << 10,
            Allowed = [typeof(PsonociException), typeof(EndOfStreamException)],
            CallAsync = async answer => await SshAgent.ReadAnswerAsync(new MemoryStream(answer), "/run/agent", CancellationToken.None),
        },
    ];

    private static FuzzTarget Of(string name) => new()
    {
        Name = name,
        Sources = Sources,
        Seeds = [],
        Secrets = [.. Valid.Values.SelectMany(text => text.Split('\n')).Where(line => line.Length > 60 && !line.StartsWith('-'))],
        Allowed = [typeof(PsonociException), typeof(PsonoApiException)],
        Allocation = 16 << 20,
        Inputs = 60,
        CallAsync = _ => Task.CompletedTask,
    };

    /// <summary>The bytes between the lines of a PEM text.</summary>
    private static FuzzTarget Der(string name, string label, params string[] seeds) => Of(name) with
    {
        Seeds = [.. seeds.Select(seed => Bytes(Valid[seed]))],
        CallAsync = FuzzTarget.Bytes(der => Add(PemEncoding.WriteString(label, der))),
    };

    private static byte[] Bytes(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

    private static void Add(string text)
    {
        using var file = SshPrivateKey.Read(Guid.Empty, text, () => "passphrase");
        using var message = AgentMessage.Add(file.Key, "comment", lifetime: 1, confirm: true);
        Assert.True(message.Bytes.Length > 0);
    }
}
