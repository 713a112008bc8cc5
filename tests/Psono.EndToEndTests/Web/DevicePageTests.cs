using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class DevicePageTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task The_address_of_another_server_is_refused()
    {
        await using var page = await (await browser.OpenAsync(world.Server.Origin)).GoAsync("/device");
        await page.LogInAsync();
        await page.Tab.FillAsync("#device-url", $"https://vault.example.net/index.html#/device/{Guid.NewGuid()}/{new string('1', 64)}");
        await page.Tab.ClickAsync("#check-device");

        await Expect(page.Tab.GetByText("This address is of another server")).ToBeVisibleAsync();
        await page.ScreenshotAsync("device-refused");
    }
}
