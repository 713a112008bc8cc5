using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Psono.Web;
using Psono.Web.Secrets;
using Psono.Web.Services;

await Browser.LoadAsync();
Languages.Start();
var start = StartAddress.Parse(Browser.Hash());
// Before the framework reads where it is: it would not notice a change until it has rendered the page for the old address.
if (start.Page is { } page)
    Browser.ReplaceAddress(page);

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");
builder.Services.AddLocalization();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(start);
builder.Services.AddSingleton<Transfers>();
builder.Services.AddSingleton<ServerLink>();
builder.Services.AddSingleton<CurrentSession>();
builder.Services.AddSingleton<AccountSafety>();
builder.Services.AddSingleton<FailureTexts>();
builder.Services.AddSingleton<EntryList>();
builder.Services.AddSingleton<VariableNames>();
builder.Services.AddSingleton<Drafts>();
builder.Services.AddSingleton<Toasts>();
builder.Services.AddSingleton<Confirmation>();

var host = builder.Build();
host.Services.GetRequiredService<CurrentSession>().Restore();
await host.RunAsync();
