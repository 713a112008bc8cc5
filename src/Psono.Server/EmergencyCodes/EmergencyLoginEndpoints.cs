using Psono.Protocol;
using Psono.Protocol.Recovery;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Recovery;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.EmergencyCodes;

// docs/decisions/0072
/// <summary>
/// A session for whoever has an emergency code and has waited, while its owner was told and could object. Whether an account exists, or has
/// codes, shows neither in an answer nor in the time it takes. Protocol part 1, sections 11.2 and 11.3.
/// </summary>
internal sealed partial class EmergencyLoginEndpoints(ServerParts parts, UserStore users, EmergencyCodeStore codes, LoginLimits limits)
{
    private static readonly Answer Wrong = Refusal.Object("USERNAME_OR_EMERGENCY_CODE_INCORRECT");

    private static readonly Answer Failed = Refusal.Object("VALIDATOR_FAILED");

    /// <summary>Its owner could not log in to object.</summary>
    private static readonly Answer NotVerified = Refusal.Object("EMAIL_NOT_YET_VERIFIED");

    /// <summary>
    /// What the session cannot do, the stock client then does not offer. A second factor, which it would lead to where one is required, is
    /// the owner's, and not asked for here.
    /// </summary>
    private static readonly Dictionary<string, bool> Policies = new()
    {
        ["compliance_enforce_2fa"] = false,
        ["compliance_disable_emergency_codes"] = true,
        ["compliance_disable_recovery_codes"] = true,
        ["compliance_disable_delete_account"] = true,
        ["compliance_disable_api_keys"] = true,
    };

    private readonly Verifiers _verifiers = new(parts);
    private readonly EmergencySession _newSession = new(parts);
    private readonly CodeNotice _notice = new(parts);
    private readonly ILogger<EmergencyLoginEndpoints> _logger = parts.Log<EmergencyLoginEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/emergency-login/", WaitAsync);
        open.MapPut("/emergency-login/", BeginAsync);
    }

    private async Task<Answer> WaitAsync(HttpContext context, RequestFields fields)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("emergency_authkey");
        if (fields.Refusal is { } refusal)
            return refusal;

        var check = await CheckAsync(context, username, authkey);
        if (check.Refusal is { } refused)
            return refused;
        var (user, code) = check.Value;
        var now = parts.Clock.Now();
        var isFirst = code.ActivationDate is null && await codes.ArmAsync(code.Id, now);
        var since = code.ActivationDate ?? now;
        var ready = since + code.Delay;
        if (isFirst)
            await _notice.WaitingAsync(context, user.Id, code.Description, ready);
        return now < ready ? Waiting(isFirst ? "started" : "waiting", ready - now) : await ReadyAsync(user, code, since);
    }

    private static Answer Waiting(string status, TimeSpan left) => Answer.Ok(
        new EmergencyLoginResponse { Status = status, RemainingWaitTime = (long)Math.Ceiling(left.TotalSeconds) },
        PsonoJsonContext.Wire.EmergencyLoginResponse);

    private async Task<Answer> ReadyAsync(StoredUser user, StoredEmergencyCode code, DateTimeOffset since)
    {
        var (verifier, publicKey) = _verifiers.Make();
        if (!await codes.SetVerifierAsync(code.Id, since, verifier))
            return Wrong;
        var response = new EmergencyLoginResponse
        {
            Status = "ready",
            RemainingWaitTime = 0,
            EmergencyData = code.Keys.Data,
            EmergencyDataNonce = code.Keys.DataNonce,
            EmergencySauce = code.Keys.Sauce,
            UserSauce = user.UserSauce,
            Authentication = "AUTHKEY",
            HashingAlgorithm = user.Credentials.HashingAlgorithm,
            HashingParameters = HashingParametersField.Load(user.Credentials.HashingParameters),
            VerifierPublicKey = publicKey,
            VerifierTimeValid = _verifiers.Seconds,
            Policies = Policies,
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.EmergencyLoginResponse);
    }

    private async Task<Answer> BeginAsync(HttpContext context, RequestFields fields)
    {
        var start = parts.Clock.Now();
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").ToLowerInvariant();
        var authkey = fields.Text("emergency_authkey");
        var text = fields.Hex("update_data");
        var nonce = fields.Hex("update_data_nonce", max: 64);
        if (fields.Refusal is { } refusal)
            return refusal;

        var check = await CheckAsync(context, username, authkey);
        if (check.Refusal is { } refused)
            return refused;
        var (user, code) = check.Value;
        if (code.Verifier is not { } verifier || !_verifiers.IsValid(verifier))
            return CodeRefusals.VerifierExpired;
        if (_verifiers.Open(verifier, user, text, nonce) is not { } sent)
            return Failed;
        var device = Device.Read(sent);
        var clientKey = sent.Text("session_public_key", max: 64, min: 64);
        if (sent.Refusal is not null || _newSession.Make(user, code.Id, clientKey, device, start) is not var (token, response))
            return Failed;
        if (!await codes.BeginSessionAsync(code, token))
            return CodeRefusals.VerifierExpired;

        await _notice.EmergencyLoginAsync(context, user.Id, code.Description);
        return Answer.Ok(response, PsonoJsonContext.Wire.EmergencySessionResponse);
    }

    /// <summary>The account and its code, if it is one. The same work for an account that does not exist or has none.</summary>
    private async Task<Outcome<(StoredUser User, StoredEmergencyCode Code)>> CheckAsync(
        HttpContext context, string username, string authkey)
    {
        var user = await users.FindByUsernameAsync(username);
        await using var attempt = new LoginTry(parts.Limits);
        if (await limits.RefuseAsync(context, attempt, username, user?.Id, device: "") is { } throttled)
            return throttled;
        var code = await codes.FindAsync(user is { IsActive: true } ? user.Id : Guid.Empty, authkey);
        if (!await parts.HashQueue.VerifyAsync(context, authkey, code?.Keys.Authkey))
        {
            attempt.Failed();
            Log.WrongCode(_logger, user?.Id);
            return Wrong;
        }

        return user!.IsEmailActive ? (user, code!) : NotVerified;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Emergency code refused for user {UserId}")]
        public static partial void WrongCode(ILogger logger, Guid? userId);
    }
}
