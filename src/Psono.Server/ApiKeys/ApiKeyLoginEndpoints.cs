using System.Globalization;
using System.Text;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.ApiKeys;

// docs/decisions/0064
/// <summary>
/// The session of an API key, by a signature with the key's private key. Protocol part 2, section 17. Only failures count against the
/// caller's address, and nobody's failures against a key: its owner cannot be shut out.
/// </summary>
internal sealed partial class ApiKeyLoginEndpoints(ServerParts parts, ApiKeyLoginStore logins)
{
    private const int PublicKeyDigits = 64;

    private static readonly Answer NoJson = Refusal.Object("Login info no valid json");

    private static readonly Answer OwnerDisabled = Refusal.Object("User account has been disabled.");

    private static readonly Answer OwnerNotVerified = Refusal.Object("E-mail is not yet verified.");

    private static readonly Answer SignatureInvalid = Refusal.Object("Signature invalid.");

    private static readonly Answer PublicKeyInvalid = Refusal.Field("session_public_key", "INVALID_SESSION_PUBLIC_KEY");

    private readonly ServerOptions _options = parts.Options;
    private readonly ApiKeySession _newSession = new(parts.State.Keys, parts.Cipher);
    private readonly ILogger<ApiKeyLoginEndpoints> _logger = parts.Log<ApiKeyLoginEndpoints>();

    public void Map(IEndpointRouteBuilder open) => open.MapPost("/api-key/login/", LoginAsync);

    private async Task<Answer> LoginAsync(HttpContext context, RequestFields fields)
    {
        var start = parts.Clock.Now();
        var info = fields.ExactText("info");
        var signature = fields.Hex("signature");
        if (fields.Refusal is { } refusal)
            return refusal;
        // A signature cannot be guessed: who has it is not in the way of those who fail at the same address.
        var answer = await BeginAsync(context, info, signature, start);
        return answer.Status == StatusCodes.Status200OK
            ? answer
            : await parts.Limits.RefuseAsync(context, RateScope.ApiKeyLogin, parts.Addresses.IdentityOf(context)) ?? answer;
    }

    private async Task<Answer> BeginAsync(HttpContext context, string info, string signature, DateTimeOffset start)
    {
        if (JsonText.Parse(Encoding.UTF8.GetBytes(info)) is not { ValueKind: JsonValueKind.Object } json)
            return NoJson;
        var fields = RequestFields.From(json);
        var keyId = fields.Uuid("api_key_id");
        var publicKey = fields.Hex("session_public_key", max: PublicKeyDigits, min: PublicKeyDigits);
        var duration = fields.OptionalInteger("session_duration", nullable: true) ?? _options.DefaultTokenSeconds;
        var device = Device.Read(fields);
        if (fields.Refusal is { } refusal)
            return refusal;

        if (await logins.FindAsync(keyId) is not { } key)
            return Refusal.NoPermissionOrNotExist;
        if (!IsSigned(key, info, signature))
        {
            Log.SignatureInvalid(_logger, keyId);
            return SignatureInvalid;
        }

        if (!key.OwnerIsActive)
            return OwnerDisabled;
        if (!key.OwnerIsEmailActive)
            return OwnerNotVerified;

        if (_newSession.Make(key, publicKey, device, start, TimeSpan.FromSeconds(Lifetime(duration))) is not var (token, response))
            return PublicKeyInvalid;
        // It is a change in the database, whatever the key may.
        var identity = keyId.ToString("N", CultureInfo.InvariantCulture);
        if ((parts.Limits.Refuse(context, RateScope.ApiKey, identity)
            ?? parts.Limits.Refuse(context, RateScope.ApiKeyWrite, identity)) is { } throttled)
            return throttled;

        var begun = await logins.BeginAsync(key, token, loginKey: publicKey.ToLowerInvariant());
        if (begun.RepeatedTill is { } till)
            return RateLimits.TooMany(context, till - start);
        if (!begun.IsMade)
            return Refusal.NoPermissionOrNotExist;
        parts.KeyUses.Note(keyId, parts.Addresses.Of(context));
        return Answer.Ok(response, PsonoJsonContext.Wire.ApiKeyLoginResponse);
    }

    private static bool IsSigned(LoginKey key, string info, string signature) =>
        Protocol.Encodings.Hex.TryDecode(key.VerifyKey, out var verifyKey)
        && Protocol.Encodings.Hex.TryDecode(signature, out var bytes)
        && Ed25519.Verify(verifyKey, Encoding.UTF8.GetBytes(info), bytes);

    private long Lifetime(long requested) =>
        Math.Max(_options.MinApiKeyTokenSeconds, Math.Min(_options.MaxApiKeyTokenSeconds, requested));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Login of API key {ApiKeyId} refused: its signature is invalid")]
        public static partial void SignatureInvalid(ILogger logger, Guid apiKeyId);
    }
}
