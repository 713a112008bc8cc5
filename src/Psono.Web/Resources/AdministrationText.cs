namespace Psono.Web.Resources;

/// <summary>Texts of the administrators' pages.</summary>
internal sealed class AdministrationText;
