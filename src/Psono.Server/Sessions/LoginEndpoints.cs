using System.Security.Cryptography;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Sessions;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.SecondFactors;
using Psono.Server.Users;

namespace Psono.Server.Sessions;

/// <summary>
/// The way to a session that is not active yet. Whether an account exists shows neither in an answer nor in the time it takes.
/// Protocol part 1, sections 6.1 and 7.1.
/// </summary>
internal sealed partial class LoginEndpoints(ServerParts parts, UserStore users, LoginLimits limits)
{
    private static readonly Answer CannotBeDecrypted = Refusal.Object("LOGIN_INFO_CANNOT_BE_DECRYPTED");

    private static readonly Answer Wrong = Refusal.Object("USERNAME_OR_PASSWORD_WRONG");

    private readonly ServerOptions _options = parts.Options;
    private readonly SecondFactorStore _factors = new(parts.Database);
    private readonly NewSession _newSession = new(parts.State.Keys, parts.Cipher);
    private readonly ILogger<LoginEndpoints> _logger = parts.Log<LoginEndpoints>();

    public void Map(IEndpointRouteBuilder open)
    {
        open.MapPost("/authentication/prelogin/", PreloginAsync).WithMetadata(new RateLimited(RateScope.Prelogin));
        open.MapPost("/authentication/login/", LoginAsync);
    }

    private async Task<Answer> PreloginAsync(RequestFields fields)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT");
        if (fields.Refusal is { } refusal)
            return refusal;

        var user = await users.FindByUsernameAsync(username.ToLowerInvariant());
        var response = new PreloginResponse
        {
            HashingParameters = user is null ? HashingParameters.Default : HashingParametersField.Load(user.Credentials.HashingParameters),
            HashingAlgorithm = HashingParametersField.Algorithm,
        };
        return Answer.Ok(response, PsonoJsonContext.Wire.PreloginResponse);
    }

    private async Task<Answer> LoginAsync(HttpContext context, RequestFields fields)
    {
        var start = parts.Clock.Now();
        var publicKey = fields.Text("public_key", max: 64, min: 64);
        var loginInfo = fields.Text("login_info");
        var loginInfoNonce = fields.Text("login_info_nonce");
        var duration = fields.OptionalInteger("session_duration") ?? _options.DefaultTokenSeconds;
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!PublicKey.TryFromHex(publicKey, out var client) || Open(client!, loginInfo, loginInfoNonce) is not { } credentials)
            return CannotBeDecrypted;

        var username = credentials.OptionalText("username")?.ToLowerInvariant();
        var authkey = credentials.OptionalText("authkey");
        var device = Device.Read(credentials);
        if (string.IsNullOrEmpty(username))
            return Refusal.Object("USERNAME_REQUIRED");
        if (string.IsNullOrEmpty(authkey))
            return Refusal.Object("AUTHKEY_REQUIRED");
        if (credentials.Refusal is { } malformed)
            return malformed;

        var user = await users.FindByUsernameAsync(username);
        await using var attempt = new LoginTry(parts.Limits);
        if (await limits.RefuseAsync(context, attempt, username, user?.Id, device.Fingerprint) is { } throttled)
            return throttled;
        if (!await parts.HashQueue.VerifyAsync(context, authkey, user is { IsActive: true } ? user.Credentials.Authkey : null))
        {
            attempt.Failed();
            Log.WrongCredentials(_logger, user?.Id);
            return Wrong;
        }

        if (!user!.IsEmailActive)
            return Refusal.Object("ACCOUNT_NOT_VERIFIED");

        var (token, response) = _newSession.Make(
            user, client!, device, start, TimeSpan.FromSeconds(Lifetime(duration, device)), await _factors.KindsAsync(user.Id));
        var isIn = await parts.Database.WriteAsync(async db =>
        {
            // A new password has ended all sessions meanwhile: this one must not be the exception.
            if (!await UserStore.HasPasswordAsync(db, user))
                return false;
            // What was added since is asked for as well, and the client begins anew when it hears of it.
            var unsolved = await SecondFactorStore.KindsAsync(db, user.Id);
            await SessionStore.CreateAsync(db, token with { UnsolvedFactors = unsolved }, endOthers: false);
            return true;
        });
        return isIn ? Answer.Ok(response, PsonoJsonContext.Wire.LoginResponse) : Wrong;
    }

    private RequestFields? Open(PublicKey client, string text, string nonce)
    {
        if (Box.Open(parts.State.Keys.PrivateKey, client, text, nonce) is not { } json)
            return null;

        try
        {
            return JsonText.Parse(json) is { ValueKind: JsonValueKind.Object } credentials ? RequestFields.From(credentials) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private long Lifetime(long requested, Device device) => device.IsApp
        ? Math.Max(_options.MinAppTokenSeconds, Math.Min(_options.MaxAppTokenSeconds, requested))
        : Math.Max(_options.MinWebTokenSeconds, Math.Min(_options.MaxWebTokenSeconds, requested));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Login refused for user {UserId}")]
        public static partial void WrongCredentials(ILogger logger, Guid? userId);
    }
}
