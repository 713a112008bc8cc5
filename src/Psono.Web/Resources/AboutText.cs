namespace Psono.Web.Resources;

/// <summary>Texts of the page about the program.</summary>
internal sealed class AboutText;
