namespace Psono.Server.Operations;

/// <summary>An account that was just made.</summary>
/// <param name="Id">Of the account.</param>
/// <param name="Username">Its name.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Password">If it was made up here.</param>
internal sealed record NewAccount(Guid Id, string Username, string Email, string? Password)
{
    /// <summary>The name alone: a password never gets into a log by accident.</summary>
    public override string ToString() => nameof(NewAccount);
}

/// <summary>An invitation that was just made.</summary>
/// <param name="Id">Of the invitation.</param>
/// <param name="Username">Of the account that it is for.</param>
/// <param name="ValidTill">When it ends by itself.</param>
/// <param name="Link">What the invited person opens.</param>
/// <param name="WasMailed">Whether the link was sent by mail.</param>
internal sealed record NewInvitation(Guid Id, string Username, DateTimeOffset ValidTill, string Link, bool WasMailed)
{
    /// <summary>The name alone: the link never gets into a log by accident.</summary>
    public override string ToString() => nameof(NewInvitation);
}

/// <summary>What people compare who log in for the first time.</summary>
/// <param name="VerifyKey">The key itself: 64 hex digits.</param>
/// <param name="ServerUrl">Where clients connect.</param>
/// <param name="Version">Of psono-server.</param>
internal sealed record ServerKey(string VerifyKey, string ServerUrl, string Version);
