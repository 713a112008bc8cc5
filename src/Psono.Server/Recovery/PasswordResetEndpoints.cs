using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Recovery;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Recovery;

// docs/decisions/0072
/// <summary>
/// A new password for whoever has the recovery code. Whether an account exists, or has a code, shows neither in an answer nor in the time
/// it takes. Second factors stay. Protocol part 1, sections 10.2 and 10.3.
/// </summary>
internal sealed partial class PasswordResetEndpoints(ServerParts parts, UserStore users, RecoveryCodeStore codes, LoginLimits limits)
{
    private static readonly Answer Disabled = Refusal.Object("PASSWORD_RESET_HAS_BEEN_DISABLED");

    private static readonly Answer Wrong = Refusal.Object("USERNAME_OR_RECOVERY_CODE_INCORRECT");

    private static readonly Answer Failed = Refusal.Message(StatusCodes.Status403Forbidden, "Validation failed");

    private readonly Verifiers _verifiers = new(parts);
    private readonly OldPasswords _oldPasswords = new(parts, users);
    private readonly CodeNotice _notice = new(parts);
    private readonly ILogger<PasswordResetEndpoints> _logger = parts.Log<PasswordResetEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/password/", BeginAsync);
        open.MapPut("/password/", ResetAsync);
    }

    private async Task<Answer> BeginAsync(HttpContext context, RequestFields fields)
    {
        if (!parts.Options.AllowLostPassword)
            return Disabled;
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("recovery_authkey");
        if (fields.Refusal is { } refusal)
            return refusal;

        var check = await CheckAsync(context, username, authkey);
        if (check.Refusal is { } refused)
            return refused;
        var (user, code) = check.Value;
        var (verifier, publicKey) = _verifiers.Make();
        if (!await codes.SetVerifierAsync(code.Id, verifier))
            return Wrong;
        var response = new BeginPasswordResetResponse
        {
            RecoveryData = code.Keys.Data,
            RecoveryDataNonce = code.Keys.DataNonce,
            RecoverySauce = code.Keys.Sauce,
            UserSauce = user.UserSauce,
            HashingAlgorithm = user.Credentials.HashingAlgorithm,
            HashingParameters = HashingParametersField.Load(user.Credentials.HashingParameters),
            VerifierPublicKey = publicKey,
            VerifierTimeValid = _verifiers.Seconds,
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.BeginPasswordResetResponse);
    }

    private async Task<Answer> ResetAsync(HttpContext context, RequestFields fields)
    {
        if (!parts.Options.AllowLostPassword)
            return Disabled;
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("recovery_authkey");
        var sealedText = new SealedText(fields.Hex("update_data"), fields.Hex("update_data_nonce", max: 64));
        var cost = HashingChange.Read(fields);
        if (fields.Refusal is { } refusal)
            return refusal;

        var check = await CheckAsync(context, username, authkey);
        if (check.Refusal is { } refused)
            return refused;
        var (user, code) = check.Value;
        if (code.Verifier is not { } verifier || !_verifiers.IsValid(verifier))
            return CodeRefusals.VerifierExpired;
        if (!cost.IsValid)
            return Refusal.Object("INVALID_HASHING_PARAMETER");
        if (_verifiers.Open(verifier, user, sealedText.Text, sealedText.Nonce) is not { } sent
            || NewCredentials(sent, user.Credentials, cost.Parameters) is not { } credentials)
            return Failed;
        if (await _oldPasswords.ContainsAsync(context, user, credentials.Authkey))
            return Refusal.Object("CANNOT_REUSE_OLD_PASSWORD");

        var after = user with
        {
            WriteDate = parts.Clock.Now(),
            RequirePasswordChange = user.RequirePasswordChange
                && await parts.HashQueue.VerifyAsync(context, credentials.Authkey, user.Credentials.Authkey),
            Credentials = credentials with { Authkey = await parts.HashQueue.HashAsync(context, credentials.Authkey) },
        };
        return await StoreAsync(context, code, user, after);
    }

    private async Task<Answer> StoreAsync(HttpContext context, StoredRecoveryCode code, StoredUser before, StoredUser after)
    {
        try
        {
            if (await codes.ResetAsync(code, before, after) is { } refused)
                return refused;
        }
        catch (UniqueViolationException)
        {
            return CodeRefusals.NonceUsed;
        }

        await _notice.PasswordResetAsync(context, before.Id);
        return Answer.Nothing;
    }

    /// <summary>The account and its code, if it is this one. The same work for an account that does not exist or has no code.</summary>
    private async Task<Outcome<(StoredUser User, StoredRecoveryCode Code)>> CheckAsync(HttpContext context, string username, string authkey)
    {
        var user = await users.FindByUsernameAsync(username);
        await using var attempt = new LoginTry(parts.Limits);
        if (await limits.RefuseAsync(context, attempt, username, user?.Id, device: "") is { } throttled)
            return throttled;
        var code = await codes.FindAsync(user is { IsActive: true } ? user.Id : Guid.Empty);
        if (await parts.HashQueue.VerifyAsync(context, authkey, code?.Keys.Authkey))
            return (user!, code!);
        attempt.Failed();
        Log.WrongCode(_logger, user?.Id);
        return Wrong;
    }

    /// <summary>Null: something is not what a client sends. The authkey is not hashed yet.</summary>
    private static StoredCredentials? NewCredentials(RequestFields sent, StoredCredentials before, HashingParameters? cost)
    {
        var credentials = new StoredCredentials(
            sent.Text("authkey", max: 128, min: 128),
            sent.Hex("private_key", max: 160, min: 160),
            sent.Hex("private_key_nonce", max: 64),
            sent.Hex("secret_key", max: 160, min: 160),
            sent.Hex("secret_key_nonce", max: 64),
            before.HashingAlgorithm,
            cost is null ? before.HashingParameters : HashingParametersField.Store(cost));
        return sent.Refusal is null ? credentials : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Recovery code refused for user {UserId}")]
        public static partial void WrongCode(ILogger logger, Guid? userId);
    }
}
