namespace Psono.Web.Resources;

/// <summary>Texts of two-step login.</summary>
internal sealed class TwoStepText;
