using Psono.EndToEndTests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Psono.EndToEndTests.Web;

public sealed class DevicePageTests(World world, WebBrowser browser)
{
    [Fact]
    public async Task A_machine_that_is_approved_in_the_browser_gets_its_configuration()
    {
        using var alice = await world.RegisterFilledAsync();
        using var directory = new TemporaryDirectory();
        var (log, config) = (directory.File("log"), directory.File("psonoci.toml"));
        var url = (await Shell.RunAsync(
            $$"""
            psonoci --server-url {{world.Server.Url}} onboard --path {{config}} --key 'service key' \
              --polling-interval 1 --polling-timeout 240 </dev/null >/dev/null 2>{{log}} &
            until grep -q '#/device/' {{log}}; do sleep 0.1; done; grep -o 'http.*#/device/.*' {{log}}
            """)).Succeeds().Output.Trim();

        await using var page = await (await browser.OpenAsync(world.Server.Origin))
            .GoAsync(new Uri(url).PathAndQuery + new Uri(url).Fragment);
        await page.LogInAsync(alice.Username);
        await Expect(page.Tab.Locator("#device-says")).ToBeVisibleAsync();
        await Expect(page.Tab).ToHaveURLAsync(world.Server.Origin + "/device");
        await Expect(page.Tab.GetByText("give access to your whole account")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#approve")).ToBeDisabledAsync();
        await page.InspectAsync("device");
        await page.Tab.CheckAsync("#sure");
        await page.Tab.ClickAsync("#approve");

        await Expect(page.Tab.GetByText("Device approved")).ToBeVisibleAsync();
        (await Shell.RunAsync($"until [ -s {config} ]; do sleep 0.1; done")).Succeeds();
        Assert.Equal($"{World.Host}\n", (await Shell.RunAsync($"psonoci -c {config} run -- printenv db_host")).Succeeds().Output);
    }

    [Fact]
    public async Task The_address_of_another_server_is_refused()
    {
        using var alice = await world.RegisterAsync();
        await using var page = await browser.OpenAsync(alice, "/device");
        await page.Tab.FillAsync("#device-url", $"https://vault.example.net/index.html#/device/{Guid.NewGuid()}/{new string('1', 64)}");
        await page.Tab.ClickAsync("#check-device");

        await Expect(page.Tab.GetByText("This address belongs to a different server")).ToBeVisibleAsync();
        await page.InspectAsync("device-refused");
    }
}
