using Psono.Protocol.Recovery;

namespace Psono.Web.Pages.Account.Codes;

/// <summary>A code that was just made, while it is shown.</summary>
/// <param name="Code">The code.</param>
/// <param name="Description">Whom or what it is for.</param>
/// <param name="Wait">How long whoever uses it has to wait.</param>
public sealed record NewEmergencyCode(RecoveryCode Code, string Description, TimeSpan Wait);
