using System.Text.Json;
using Microsoft.Playwright;

namespace Psono.EndToEndTests.Web;

/// <summary>A security key, or the passkeys of a device, that Chromium makes up and touches by itself.</summary>
internal sealed class VirtualKey : IAsyncDisposable
{
    private readonly ICDPSession _devices;

    private VirtualKey(ICDPSession devices) => _devices = devices;

    /// <param name="tab">The tab that sees it.</param>
    /// <param name="protocol"><c>ctap2</c> or <c>u2f</c>.</param>
    /// <param name="transport"><c>usb</c>, or <c>internal</c> for the device itself.</param>
    public static async Task<VirtualKey> AddAsync(IPage tab, string protocol, string transport)
    {
        var devices = await tab.Context.NewCDPSessionAsync(tab);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = JsonSerializer.SerializeToElement(new
            {
                protocol,
                transport,
                hasResidentKey = protocol == "ctap2",
                hasUserVerification = transport == "internal",
                isUserVerified = transport == "internal",
                automaticPresenceSimulation = true,
            }),
        });
        return new VirtualKey(devices);
    }

    public async ValueTask DisposeAsync() => await _devices.DetachAsync();
}
