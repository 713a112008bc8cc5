using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;
using Psono.Shared;

namespace Psono.Server.Data;

/// <summary>
/// The secrets of the server itself, made on first start. They open no vault entry; they prove who the server is, protect what it stores
/// about accounts (e-mail addresses, session keys) and sign activation links. All servers of one database need the same file.
/// </summary>
internal sealed class ServerKeys
{
    public const string FileName = "keys.json";

    public const int MaxBytes = 64 * 1024;

    private ServerKeys(KeysFile file)
    {
        PrivateKey = SecretKey.FromHex(file.PrivateKey);
        PublicKey = PublicKey.Of(PrivateKey);
        DatabaseSecret = file.DatabaseSecret;
        EmailSecret = file.EmailSecret;
        ActivationSecret = file.ActivationSecret;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"psono.net keys 1\n{PrivateKey.ToHex()}\n{DatabaseSecret}\n{EmailSecret}\n{ActivationSecret}")));
    }

    /// <summary>X25519 private key of the sealed login and Ed25519 seed of the signatures, as the protocol wants it.</summary>
    public SecretKey PrivateKey { get; }

    /// <summary>By which clients know the server.</summary>
    public string VerifyKey => Convert.ToHexStringLower(Ed25519.VerifyKey(PrivateKey));

    public PublicKey PublicKey { get; }

    public string DatabaseSecret { get; }

    public string EmailSecret { get; }

    public string ActivationSecret { get; }

    /// <summary>What a database knows its keys by. It tells nothing about them: the private key in it cannot be guessed.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the file; makes it first if it is missing and <paramref name="mayCreate"/>.</summary>
    public static ServerKeys Open(string path, bool mayCreate)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
                throw new StartException($"the keys file {path} does not exist");
            Create(path);
        }

        try
        {
            var others = File.GetUnixFileMode(path)
                & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
            if (others != 0 && !(others == UnixFileMode.GroupRead && FileOfRoot.IsGivenByRoot(path)))
                throw new StartException($"others may read or write the keys file {path}: run chmod 600 on it");

            return new ServerKeys(
                JsonSerializer.Deserialize(BoundedFile.Read(path, MaxBytes), KeysFileJson.Default.KeysFile) ?? throw new JsonException());
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"cannot read the keys file {path}: {(e is JsonException ? "it is not what psono-server wrote" : e.Message)}");
        }
    }

    private static void Create(string path)
    {
        using var privateKey = SecretKey.Generate();
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new KeysFile(privateKey.ToHex(), RandomText(), RandomText(), RandomText()), KeysFileJson.Default.KeysFile);

        // The directory entry is flushed when SQLite creates its files next to it.
        AtomicFile.Write(path, json, overwrite: false);
    }

    private static string RandomText() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}

/// <summary>What is in the keys file.</summary>
internal sealed record KeysFile(
    [property: JsonPropertyName("private_key")] string PrivateKey,
    [property: JsonPropertyName("db_secret")] string DatabaseSecret,
    [property: JsonPropertyName("email_secret")] string EmailSecret,
    [property: JsonPropertyName("activation_secret")] string ActivationSecret);

[JsonSourceGenerationOptions(WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeysFile))]
internal sealed partial class KeysFileJson : JsonSerializerContext;
