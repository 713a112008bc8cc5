namespace Psono.Web.Resources;

/// <summary>Texts of the page that says how to install psonoci.</summary>
internal sealed class InstallText;
