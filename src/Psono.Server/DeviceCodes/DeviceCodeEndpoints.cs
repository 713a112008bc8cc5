using System.Security.Cryptography;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.DeviceCodes;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.DeviceCodes;

// docs/decisions/0030
/// <summary>A device asks to be logged in, and the owner of an account approves it. Protocol part 1, sections 15.1 and 15.2.</summary>
internal sealed partial class DeviceCodeEndpoints(ServerParts parts, DeviceCodeStore codes)
{
    /// <summary>Only the hyphenated form is an id here: it has 36 characters.</summary>
    public const string Id = "{id:guid:length(36)}";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock = parts.Clock;
    private readonly ILogger<DeviceCodeEndpoints> _logger = parts.Log<DeviceCodeEndpoints>();

    public void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder authenticated)
    {
        open.MapPost("/device-code/", CreateAsync).WithMetadata(
            new RateLimited(RateScope.DeviceCode), new MethodAdvice("Use POST to create a new device code."));
        authenticated.MapGet($"/device-code/{Id}/", DescribeAsync);
        authenticated.MapPut($"/device-code/{Id}/claim/", ClaimAsync).WithMetadata(new MethodAdvice("Use PUT to claim a device code."));
    }

    private async Task<Answer> CreateAsync(RequestFields fields)
    {
        var fingerprint = fields.Text("device_fingerprint", min: 22, max: 128);
        var description = fields.Text("device_description", min: 3, max: 256);
        var date = fields.Time("device_date");
        var publicKey = fields.Text("user_public_key", max: 128);
        using var privateKey = SecretKey.Generate();
        if (!IsUsable(publicKey, privateKey))
            fields.Refuse("user_public_key", "INVALID_USER_PUBLIC_KEY");
        if (fields.Refusal is { } refusal)
            return refusal;

        var now = _clock.Now();
        var code = new StoredDeviceCode
        {
            Id = Guid.NewGuid(),
            CreateDate = now,
            ValidTill = now + Lifetime,
            DeviceFingerprint = fingerprint,
            DeviceDescription = description,
            DeviceDate = date,
            ServerPrivateKey = parts.Cipher.SealKey(privateKey),
            ServerPublicKey = PublicKey.Of(privateKey).ToHex(),
            UserPublicKey = publicKey.ToLowerInvariant(),
        };
        await codes.CreateAsync(code);
        var response = new CreateDeviceCodeResponse
        {
            Id = code.Id,
            State = "pending",
            ValidTill = code.ValidTill.WithZ(),
            ServerPublicKey = code.ServerPublicKey,
            WebClientUrl = parts.Options.WebClientUrl,
        };
        return Answer.Created(response, PsonoJsonContext.Wire.CreateDeviceCodeResponse);
    }

    /// <summary>An extension: what the device says it is, for the one who is asked to approve it.</summary>
    private async Task<Answer> DescribeAsync(Guid id, Session session)
    {
        var code = await codes.FindAsync(id);
        if (code is null || code.ValidTill < _clock.GetUtcNow() || (code.UserId is { } owner && owner != session.UserId))
            return DeviceCodeRefusals.NoMatch;

        var response = new DeviceCodeDescription
        {
            State = code.UserId is null ? "pending" : "claimed",
            CreateDate = code.CreateDate.WithZ(),
            ValidTill = code.ValidTill.WithZ(),
            DeviceDescription = code.DeviceDescription,
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.DeviceCodeDescription);
    }

    private async Task<Answer> ClaimAsync(Guid id, Session session, RequestFields fields)
    {
        var text = fields.Hex("encrypted_credentials_input");
        var nonce = fields.Hex("encrypted_credentials_nonce", max: 64);
        if (fields.Refusal is { } refusal)
            return await codes.FindAsync(id) is null ? DeviceCodeRefusals.NoMatch : refusal;

        var claimed = await codes.ClaimAsync(id, session, new SealedText(text, nonce), _clock.Now());
        if (claimed.Refusal is { } refused)
            return refused;

        Log.Approved(_logger, session.UserId, session.TokenId);
        var code = claimed.Value!;
        var response = new ClaimDeviceCodeResponse
        {
            State = "claimed",
            User = session.UserId,
            ServerPublicKey = code.ServerPublicKey,
            UserPublicKey = code.UserPublicKey,
            EncryptedCredentials = text,
            EncryptedCredentialsNonce = nonce,
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.ClaimDeviceCodeResponse);
    }

    /// <summary>
    /// A key to which nothing can be boxed would only be noticed when the session is issued, and then be an error of ours.
    /// </summary>
    private static bool IsUsable(string hex, SecretKey privateKey)
    {
        if (!PublicKey.TryFromHex(hex, out var key))
            return false;
        try
        {
            Box.Seal(privateKey, key!, "");
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} approved a device in session {TokenId}")]
        public static partial void Approved(ILogger logger, Guid userId, Guid tokenId);
    }
}
