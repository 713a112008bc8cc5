namespace Psono.Web.Resources;

/// <summary>Texts of logging in, unlocking and registering. English in EntranceText.resx, French in EntranceText.fr.resx.</summary>
internal sealed class EntranceText;
