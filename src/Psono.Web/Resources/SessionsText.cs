namespace Psono.Web.Resources;

/// <summary>Texts of the page of sessions.</summary>
internal sealed class SessionsText;
