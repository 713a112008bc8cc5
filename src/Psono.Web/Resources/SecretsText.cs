namespace Psono.Web.Resources;

/// <summary>Texts of the secrets pages. English in SecretsText.resx, French in SecretsText.fr.resx.</summary>
internal sealed class SecretsText;
