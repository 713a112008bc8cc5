namespace Psono.Web.Resources;

/// <summary>Texts of the page that approves a device.</summary>
internal sealed class DeviceText;
