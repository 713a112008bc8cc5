namespace Psono.Web.Resources;

/// <summary>Texts of the page of the account.</summary>
internal sealed class AccountText;
