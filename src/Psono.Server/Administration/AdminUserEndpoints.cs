using Psono.Protocol.Administration;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.SecondFactors;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Administration;

/// <summary>Accounts, for administrators. Protocol part 4, sections 1.4 and 1.5.</summary>
internal sealed class AdminUserEndpoints(ServerParts parts)
{
    private static readonly Dictionary<string, Func<UserOverview, IComparable?>> Members = new(StringComparer.Ordinal)
    {
        ["id"] = user => user.Id,
        ["create_date"] = user => user.CreateDate,
        ["last_login"] = user => user.LastLogin ?? user.CreateDate,
        ["username"] = user => user.Username,
        ["is_active"] = user => user.IsActive,
        ["is_email_active"] = user => user.IsEmailActive,
        ["require_password_change"] = user => user.RequirePasswordChange,
        ["recovery_code_exist"] = user => user.HasRecoveryCode,
        ["emergency_code_exist"] = user => user.HasEmergencyCode,
        ["secret_count"] = user => user.Secrets,
    };

    private readonly UserDirectory _directory = new(parts.Database, parts.Cipher, parts.Clock);
    private readonly UserStore _users = new(parts.Database);
    private readonly SessionDirectory _sessions = new(parts.Database, parts.Clock);
    private readonly SecondFactorStore _factors = new(parts.Database);
    private readonly AdminCodeEndpoints _codes = new(parts);
    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly AdminUserChanges _changes = new(parts);

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/user/", ListAsync);
        admin.MapGet("/user/{userId}/", ReadAsync);
        admin.MapPost("/user/", _changes.CreateAsync);
        admin.MapPut("/user/", _changes.UpdateAsync);
        admin.MapDelete("/user/", DeleteAsync);
    }

    private async Task<Answer> ListAsync(ListParameters parameters)
    {
        var search = parameters.Search;
        var found = (await _directory.ListAsync()).Where(user => user.Username.Contains(search, StringComparison.OrdinalIgnoreCase)
            || (user.Email ?? "").Equals(search, StringComparison.OrdinalIgnoreCase)).ToList();
        var (count, rows) = parameters.Apply(found, Members);
        return Answer.Ok(
            new AdminUsersResponse { Count = count, Users = [.. rows.Select(Describe)] }, AdminJsonContext.Wire.AdminUsersResponse);
    }

    private static AdminUserEntry Describe(UserOverview user) => new()
    {
        Id = user.Id,
        CreateDate = user.CreateDate.WithZ(),
        LastLogin = (user.LastLogin ?? user.CreateDate).WithZ(),
        Username = user.Username,
        Roles = [user.IsAdministrator ? "superuser" : "user"],
        IsActive = user.IsActive,
        IsEmailActive = user.IsEmailActive,
        GoogleAuthenticatorEnabled = user.Factors.HasFlag(FactorKinds.Totp),
        YubikeyOtpEnabled = user.Factors.HasFlag(FactorKinds.YubiKey),
        WebauthnEnabled = user.Factors.HasFlag(FactorKinds.WebAuthn),
        RequirePasswordChange = user.RequirePasswordChange,
        RecoveryCodeExist = user.HasRecoveryCode,
        EmergencyCodeExist = user.HasEmergencyCode,
        SecretCount = user.Secrets,
        PsonoNet = new AdminUserExtensions
        {
            Email = user.Email ?? "",
            SessionCount = user.Sessions,
            HasLoggedIn = user.LastLogin is not null,
        },
    };

    private static AdminUserPart Describe(StoredFactor factor) =>
        new() { Id = factor.Id, CreateDate = factor.CreateDate.WithZ(), Title = factor.Title, Active = factor.Active };

    private async Task<Answer> ReadAsync(string userId)
    {
        if (PathId.Parse(userId) is not { } id
            || await _directory.FindAsync(id) is not { } user
            || await _users.FindAsync(id) is not { } stored)
            return Refusal.Field("user_id", "NO_PERMISSION_OR_NOT_EXIST");
        var sessions = await _sessions.ListAsync(id);
        var factors = (await _factors.ListAsync(id)).ToLookup(row => row.Kind, row => Describe(row.Factor));
        var response = new AdminUserResponse
        {
            Id = id,
            Username = user.Username,
            Email = user.Email ?? "",
            CreateDate = user.CreateDate.WithZ(),
            LastLogin = (user.LastLogin ?? user.CreateDate).WithZ(),
            PublicKey = stored.PublicKey,
            IsActive = user.IsActive,
            IsEmailActive = user.IsEmailActive,
            IsSuperuser = user.IsAdministrator,
            IsStaff = user.IsAdministrator,
            RequirePasswordChange = user.RequirePasswordChange,
            Language = stored.Language,
            GoogleAuthenticators = [.. factors[FactorKinds.Totp]],
            YubikeyOtps = [.. factors[FactorKinds.YubiKey]],
            Webauthns = [.. factors[FactorKinds.WebAuthn]],
            RecoveryCodes = await _codes.RecoveryCodesAsync(id),
            EmergencyCodes = await _codes.EmergencyCodesAsync(id),
            Sessions = [.. sessions.AsEnumerable().Reverse().Select(AdminSessionEndpoints.Describe)],
        };
        return Answer.Ok(response, AdminJsonContext.Wire.AdminUserResponse);
    }

    private async Task<Answer> DeleteAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("user_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await _users.FindAsync(id) is null)
            return Refusal.NoPermissionOrNotExist;
        await _users.DeleteAsync(id);
        _log.Did(session.UserId, "deleted account", id);
        return Answer.Nothing;
    }
}
