using System.Text;
using Org.BouncyCastle.Bcpg;
using Psono.Cli;
using Psono.Cli.Commands.Gpg;
using Psono.Client;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Keys as a secret holds them, and signatures as files bring them. What a key signs has to verify.</summary>
internal static class OpenPgpTargets
{
    private const string Passphrase = "pass";

    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Document = "document"u8.ToArray();
    private static readonly string[] Keys = ["Psono.Cli/Commands/Gpg/OpenPgpKeyRing.cs", "Psono.Cli/Commands/Gpg/OpenPgpPackets.cs"];
    private static readonly string[] Secrets =
        ["Psono.Cli/Commands/Gpg/OpenPgpSecretKey.cs", "Psono.Cli/Commands/Gpg/OpenPgpProtection.cs"];

    private static readonly Dictionary<string, string> Valid =
        FuzzVectors.Of("openpgp-key").ToDictionary(vector => vector.Name, vector => Encoding.UTF8.GetString(vector.Input));

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("openpgp-key", Keys) with
        {
            Seeds = [FuzzTarget.Utf8(Valid["valid-rsa.asc"])],
            Words = ["-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "-----END PGP PRIVATE KEY BLOCK-----\n", "\n\n", "=", "Comment: x\n"],
            CallAsync = FuzzTarget.Text(Sign),
        },
        Of("openpgp-packets", [.. Keys, .. Secrets]) with
        {
            Seeds =
            [
                .. Valid.Where(vector => vector.Key.StartsWith("valid", StringComparison.Ordinal))
                    .Select(vector => Dearmored(vector.Value)),
            ],
            CallAsync = FuzzTarget.Bytes(packets => Sign(Armored(packets))),
        },
        Of("openpgp-rsa-numbers", Secrets) with
        {
            Seeds = [Material("valid-rsa.asc")],
            CallAsync = FuzzTarget.Bytes(numbers => Sign(WithMaterial("valid-rsa.asc", numbers))),
        },
        Of("openpgp-ed25519-seed", Secrets) with
        {
            Seeds = [Material("valid-ed25519.asc")],
            CallAsync = FuzzTarget.Bytes(numbers => Sign(WithMaterial("valid-ed25519.asc", numbers))),
        },
        Of("openpgp-signature", ["Psono.Cli/Commands/Gpg/OpenPgpSignature.cs", "Psono.Cli/Commands/Gpg/OpenPgpPackets.cs"]) with
        {
            CallAsync = FuzzTarget.Bytes(signature =>
            {
                foreach (var name in new[] { "valid-rsa.asc", "valid-ed25519.asc" })
                    Verify(Valid[name], signature);
            }),
        },
    ];

    private static FuzzTarget Of(string name, string[] sources) => new()
    {
        Name = name,
        Sources = sources,
        Seeds = [],
        Secrets = [.. Valid.Values.SelectMany(text => text.Split('\n')).Where(line => line.Length == 64)],
        Allowed = [typeof(PsonociException), typeof(PsonoApiException)],
        Allocation = 16 << 20,
        Inputs = 100,
        CallAsync = _ => Task.CompletedTask,
    };

    private static void Sign(string text)
    {
        var ring = OpenPgpKeyRing.Read(Guid.Empty, text);
        if (ring.SigningKey(Now) is not { } key)
            return;
        using var secret = OpenPgpSecretKey.Open(key, Guid.Empty, () => Passphrase);
        var signature = OpenPgpSignature.Make(secret, new MemoryStream(Document), Now).GetEncoded();
        Assert.Null(OpenPgpSignature.Verify(ring, new MemoryStream(signature), new MemoryStream(Document), Now).Problem);
    }

    private static void Verify(string key, byte[] signature)
    {
        var ring = OpenPgpKeyRing.Read(Guid.Empty, key);
        var verdict = OpenPgpSignature.Verify(ring, new MemoryStream(signature), new MemoryStream(Document), Now);
        Assert.DoesNotContain(verdict.Problem ?? "", char.IsControl);
        var other = OpenPgpSignature.Verify(ring, new MemoryStream(signature), new MemoryStream([.. Document, 0]), Now);
        Assert.NotNull(other.Problem);
    }

    private static byte[] Dearmored(string text)
    {
        using var binary = new MemoryStream();
        new ArmoredInputStream(new MemoryStream(Encoding.ASCII.GetBytes(text))).CopyTo(binary);
        return binary.ToArray();
    }

    private static string Armored(byte[] packets)
    {
        var lines = Convert.ToBase64String(packets).Chunk(64).Select(line => new string(line));
        return $"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{string.Join('\n', lines)}\n-----END PGP PRIVATE KEY BLOCK-----\n";
    }

    private static SecretKeyPacket Packet(string name) =>
        OpenPgpPackets.Parse(Dearmored(Valid[name]), name).OfType<SecretKeyPacket>().First();

    /// <summary>The private numbers, without their checksum.</summary>
    private static byte[] Material(string name) => Packet(name).GetSecretKeyData()[..^2];

    /// <summary>The same key with other numbers under the right checksum.</summary>
    private static string WithMaterial(string name, byte[] numbers)
    {
        var sum = (ushort)numbers.Sum(value => value);
        byte[] data = [.. numbers, (byte)(sum >> 8), (byte)sum];
        return Armored(new SecretKeyPacket(Packet(name).PublicKeyPacket, SymmetricKeyAlgorithmTag.Null, null, null, data).GetEncoded());
    }
}
