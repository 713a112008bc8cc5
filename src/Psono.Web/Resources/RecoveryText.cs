namespace Psono.Web.Resources;

/// <summary>Texts of recovery codes, emergency codes and the reminder of them.</summary>
internal sealed class RecoveryText;
