using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Server.Configuration;
using Psono.Server.Http.Fields;
using Psono.Server.Sessions;

namespace Psono.Server.Authentication;

/// <summary>Why a request is not from the device, or not from the time, that its session belongs to.</summary>
internal sealed record ValidatorRefusal(string Text, bool EndsSession);

/// <summary>
/// The sealed header <c>Authorization-Validator</c>, by which a client proves with each request that it is the device that logged in and
/// that the request is fresh. What counts is the drift of the client's clock since login, not its error.
/// </summary>
internal sealed class RequestValidators(ServerOptions options, TimeProvider clock)
{
    /// <summary>Null: the request may pass.</summary>
    public ValidatorRefusal? Check(string? header, StoredToken token, SecretKey key)
    {
        if (!token.NeedsValidator)
            return null;
        if (!TryParse(header, out var sealedText))
            return Malformed("Incorrect format in token header.");
        if (sealedText.Text is null || sealedText.Nonce is null)
            return Malformed("Token attribute not present.");
        if (Open(key, sealedText) is not { } validator)
            return Malformed("Not proper encrypted.");

        return CheckDevice(validator, token) ?? CheckTime(validator, token);
    }

    private ValidatorRefusal? CheckDevice(JsonElement validator, StoredToken token)
    {
        // A login without a fingerprint leaves nothing to compare with.
        if (options.DeviceProtectionDisabled || token.DeviceFingerprint.Length == 0)
            return null;
        if ((Text(validator, "request_device_session") ?? Text(validator, "request_device_fingerprint")) is not { Length: > 0 } device)
            return Fatal("Device Fingerprint Protection: request_device_fingerprint missing");
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(device), Encoding.UTF8.GetBytes(token.DeviceFingerprint))
            ? null
            : Fatal("Device Fingerprint Protection: device_fingerprint mismatch");
    }

    private ValidatorRefusal? CheckTime(JsonElement validator, StoredToken token)
    {
        // A login without device_time leaves nothing to measure the drift against.
        if (options.ReplayProtectionDisabled || token.ClientDate is not { } clientDate)
            return null;
        if (!WireTime.TryParse(Text(validator, "request_time"), out var requestTime))
            return Fatal("Replay Protection: request_time missing");

        var drift = clientDate - token.CreateDate - (requestTime - clock.GetUtcNow());
        return drift.Duration().TotalSeconds <= options.ReplayProtectionSeconds
            ? null
            : Fatal("Replay Protection: Time difference too big");
    }

    private static bool TryParse(string? header, out SealedText value)
    {
        value = default;
        try
        {
            if (string.IsNullOrEmpty(header))
                return false;
            value = JsonSerializer.Deserialize(header, PsonoJsonContext.Default.SealedText);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement? Open(SecretKey key, SealedText value) =>
        SecretBox.Open(key, value.Text, value.Nonce) is { } json
        && JsonText.Parse(json) is { ValueKind: JsonValueKind.Object } validator
            ? validator
            : null;

    private static string? Text(JsonElement validator, string member) =>
        validator.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Get(value) : null;

    private static ValidatorRefusal Malformed(string text) => new("Invalid token header. " + text, EndsSession: false);

    private static ValidatorRefusal Fatal(string text) => new(text, EndsSession: true);
}
