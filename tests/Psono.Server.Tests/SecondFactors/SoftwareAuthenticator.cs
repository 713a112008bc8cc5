using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

/// <summary>
/// A security key (ES256) with the browser and web client before it, as the stock ones behave: the characters of the challenge's text are
/// its bytes, and what comes out is standard base64.
/// </summary>
internal sealed class SoftwareAuthenticator
{
    private const byte UserPresent = 0x01;
    private const byte AttestedData = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _origin;

    public SoftwareAuthenticator(string origin) => _origin = origin;

    public string Id { get; private set; } = "";

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Goes up with every signature, unless it is null: an authenticator that does not count.</summary>
    public uint? Counter { get; set; } = 0;

    public byte[] PublicKey => CoseKey();

    /// <summary>Begins to set one up.</summary>
    public static async Task<(SoftwareAuthenticator Key, JsonObject Options)> CreateAsync(TestSession session, string origin)
    {
        var made = await session.PutAsync("/user/webauthn/", $$"""{"title":"key","origin":"{{origin}}"}""");
        made.ShouldSucceed();
        return (new SoftwareAuthenticator(origin) { Id = made["id"] }, JsonNode.Parse(made["options"])!.AsObject());
    }

    public static async Task<SoftwareAuthenticator> AddAsync(TestSession session, string origin, bool counts = true)
    {
        var (key, options) = await CreateAsync(session, origin);
        if (!counts)
            key.Counter = null;
        (await key.ActivateAsync(session, key.Register(options))).ShouldSucceed();
        return key;
    }

    public Task<TestAnswer> ActivateAsync(TestSession session, string credential) => session.PostAsync(
        "/user/webauthn/", new JsonObject { ["webauthn_id"] = Id, ["credential"] = credential }.ToJsonString());

    public Task<TestAnswer> DeleteAsync(TestSession session) =>
        session.DeleteAsync("/user/webauthn/", $$"""{"webauthn_id":"{{Id}}"}""");

    public async Task<JsonObject> ChallengeAsync(TestSession session)
    {
        var answer = await session.PutAsync("/authentication/webauthn-verify/", $$"""{"origin":"{{_origin}}"}""");
        answer.ShouldSucceed();
        return JsonNode.Parse(answer["options"])!.AsObject();
    }

    public static Task<TestAnswer> VerifyAsync(TestSession session, string credential) =>
        session.PostAsync("/authentication/webauthn-verify/", new JsonObject { ["credential"] = credential }.ToJsonString());

    public async Task<TestAnswer> LogInAsync(TestSession session) =>
        await VerifyAsync(session, Sign(await ChallengeAsync(session)));

    /// <summary>What a browser makes of creation options.</summary>
    public string Register(
        JsonObject options, string? origin = null, string? challenge = null, string type = "webauthn.create", string? rpId = null)
    {
        var data = AuthenticatorData(rpId ?? RpIdOf(origin ?? _origin, options["rp"]!["id"]!.GetValue<string>()), attested: true);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new JsonObject
        {
            ["attestationObject"] = Convert.ToBase64String(attestation.Encode()),
            ["clientDataJSON"] = Convert.ToBase64String(ClientData(type, challenge ?? options["challenge"]!.GetValue<string>(), origin)),
        });
    }

    /// <summary>What a browser makes of request options.</summary>
    public string Sign(
        JsonObject options, string? origin = null, string? challenge = null, string type = "webauthn.get", string? rpId = null,
        byte flags = UserPresent, bool crossOrigin = false)
    {
        Counter++;
        var data = AuthenticatorData(rpId ?? RpIdOf(origin ?? _origin, options["rpId"]!.GetValue<string>()), attested: false, flags);
        var client = ClientData(type, challenge ?? options["challenge"]!.GetValue<string>(), origin, crossOrigin);
        return Credential(new JsonObject
        {
            ["authenticatorData"] = Convert.ToBase64String(data),
            ["clientDataJSON"] = Convert.ToBase64String(client),
            ["signature"] = Convert.ToBase64String(_key.SignData(
                [.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = "",
        });
    }

    private string Credential(JsonObject response)
    {
        var id = Base64Url.EncodeToString(CredentialId);
        return new JsonObject
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "cross-platform",
            ["response"] = response,
        }.ToJsonString();
    }

    private byte[] ClientData(string type, string challenge, string? origin, bool crossOrigin = false) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["type"] = type,
            ["challenge"] = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(challenge)),
            ["origin"] = origin ?? _origin,
            ["crossOrigin"] = crossOrigin,
        }.ToJsonString());

    private byte[] AuthenticatorData(string rpId, bool attested, byte flags = UserPresent)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Counter ?? 0);
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), (byte)(flags | (attested ? AttestedData : 0)), .. count];
        return attested ? [.. head, .. new byte[16], 0, (byte)CredentialId.Length, .. CredentialId, .. CoseKey()] : head;
    }

    /// <summary>Browsers know an extension by its whole origin.</summary>
    private static string RpIdOf(string origin, string asked) => origin.Contains("extension://", StringComparison.Ordinal) ? origin : asked;

    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        cose.WriteInt32(1);
        cose.WriteInt32(2); // EC2
        cose.WriteInt32(3);
        cose.WriteInt32(-7); // ES256
        cose.WriteInt32(-1);
        cose.WriteInt32(1); // P-256
        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return cose.Encode();
    }
}
