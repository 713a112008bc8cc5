namespace Psono.Web.Resources;

/// <summary>Texts of the pages of API keys.</summary>
internal sealed class ApiKeysText;
