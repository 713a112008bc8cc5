namespace Psono.Web.Resources;

/// <summary>
/// What went wrong, and under the same name with Hint what to do about it. English in FailureText.resx, French in FailureText.fr.resx.
/// </summary>
internal sealed class FailureText;
