namespace Psono.Web.Resources;

/// <summary>
/// Texts of the frame around the pages, and of what all pages share. English in ShellText.resx, French in ShellText.fr.resx.
/// </summary>
internal sealed class ShellText;
