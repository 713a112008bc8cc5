namespace Psono.Server.Users;

/// <summary>What an administrator may set of an account; null: as it is.</summary>
internal sealed record UserFlags(
    bool? IsActive = null, bool? IsEmailActive = null, bool? IsAdministrator = null, bool? RequirePasswordChange = null);
