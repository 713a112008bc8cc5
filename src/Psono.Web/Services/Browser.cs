using System.Runtime.InteropServices.JavaScript;

namespace Psono.Web.Services;

/// <summary>What only the browser can do: <c>wwwroot/js/browser.mjs</c>, function by function.</summary>
internal static partial class Browser
{
    private const string Module = "browser";

    public static Task LoadAsync() => JSHost.ImportAsync(Module, "../js/browser.mjs");

    [JSImport("copy", Module)]
    public static partial Task CopyAsync(string text);

    /// <summary>What the user reads, best first, separated by commas.</summary>
    [JSImport("languages", Module)]
    public static partial string Languages();

    /// <summary>Loads the texts of other languages, as the framework does at the start.</summary>
    [JSImport("INTERNAL.loadSatelliteAssemblies")]
    public static partial Task LoadTextsAsync(string[] languages);

    /// <summary>Loads an assembly that is not loaded at the start, before the first method that needs it runs.</summary>
    [JSImport("INTERNAL.loadLazyAssembly")]
    [return: JSMarshalAs<JSType.Promise<JSType.Boolean>>]
    public static partial Task<bool> LoadAssemblyAsync(string file);

    [JSImport("setLanguage", Module)]
    public static partial void SetLanguage(string language);

    /// <summary>A moment, in milliseconds since 1970, as people of the user's language and country write it.</summary>
    [JSImport("formatTime", Module)]
    public static partial string FormatTime(double time, bool withSeconds);

    [JSImport("origin", Module)]
    public static partial string Origin();

    /// <summary>The part of the address that no server sees, with its <c>#</c>.</summary>
    [JSImport("hash", Module)]
    public static partial string Hash();

    [JSImport("replaceAddress", Module)]
    public static partial void ReplaceAddress(string path);

    /// <summary>Makes a security key or passkey as the options say; empty if the user, the browser or the key does not.</summary>
    [JSImport("createCredential", Module)]
    [return: JSMarshalAs<JSType.Promise<JSType.String>>]
    public static partial Task<string> CreateCredentialAsync(string options);

    /// <summary>What a security key signed as the options say; empty if the user, the browser or the key does not.</summary>
    [JSImport("getCredential", Module)]
    [return: JSMarshalAs<JSType.Promise<JSType.String>>]
    public static partial Task<string> GetCredentialAsync(string options);

    /// <summary>Asks for a printer.</summary>
    [JSImport("printPage", Module)]
    public static partial void Print();

    /// <summary>The name of the browser, for the list of sessions.</summary>
    [JSImport("device", Module)]
    public static partial string Device();

    /// <summary>What the browser says of the system that it runs on, for whoever guesses which that is.</summary>
    [JSImport("system", Module)]
    public static partial string System();

    /// <summary>The kind of processor, <c>x86</c> or <c>arm</c>; empty if the browser does not say.</summary>
    [JSImport("architecture", Module)]
    [return: JSMarshalAs<JSType.Promise<JSType.String>>]
    public static partial Task<string> ArchitectureAsync();

    [JSImport("isWide", Module)]
    public static partial bool IsWide();

    [JSImport("read", Module)]
    public static partial string? Read(string store, string key);

    [JSImport("write", Module)]
    public static partial void Write(string store, string key, string value);

    [JSImport("remove", Module)]
    public static partial void Remove(string store, string key);

    /// <summary>Another tab removed a key that begins so from the store that outlives the browser: it is called with the rest.</summary>
    [JSImport("watchRemoved", Module)]
    public static partial void WatchRemoved(string prefix, [JSMarshalAs<JSType.Function<JSType.String>>] Action<string> removed);

    [JSImport("showDialog", Module)]
    public static partial void ShowDialog(string id);

    [JSImport("closeDialog", Module)]
    public static partial void CloseDialog(string id);

    [JSImport("focus", Module)]
    public static partial void Focus(string id);

    /// <summary>The heading of the page gets the focus, if nothing else has it.</summary>
    [JSImport("focusHeading", Module)]
    public static partial void FocusHeading();

    /// <summary>Scrolls as far as it takes to see it.</summary>
    [JSImport("reveal", Module)]
    public static partial void Reveal(string id);

    /// <summary>
    /// Ends when the page looks as it was last rendered. There is only one thread: before it is kept busy, with the derivation of a key,
    /// the user sees that something is under way.
    /// </summary>
    public static Task PaintAsync(CancellationToken cancellationToken) => PaintAsync().WaitAsync(cancellationToken);

    [JSImport("isDarkTheme", Module)]
    public static partial bool IsDarkTheme();

    [JSImport("setTheme", Module)]
    public static partial void SetTheme(string theme);

    [JSImport("watchScroll", Module)]
    public static partial void WatchScroll(
        string id, [JSMarshalAs<JSType.Function<JSType.Number, JSType.Number>>] Action<double, double> changed);

    [JSImport("scrollTo", Module)]
    public static partial void ScrollTo(string id, double top);

    /// <summary>Offers what is pasted into an input below an element, as it was copied, lines and all. True: it was taken.</summary>
    [JSImport("watchPaste", Module)]
    public static partial void WatchPaste(
        string id, [JSMarshalAs<JSType.Function<JSType.String, JSType.String, JSType.Boolean>>] Func<string, string, bool> take);

    [JSImport("watchIdle", Module)]
    public static partial void WatchIdle(double milliseconds, [JSMarshalAs<JSType.Function>] Action ended);

    /// <summary>
    /// For how many milliseconds nobody has touched the page in this tab, also over a reload; without end if nobody ever has.
    /// </summary>
    [JSImport("idleTime", Module)]
    public static partial double IdleTime();

    [JSImport("stopIdle", Module)]
    public static partial void StopIdle();

    /// <summary>Whether leaving the page would lose something: then the browser asks first.</summary>
    [JSImport("setUnsaved", Module)]
    public static partial void SetUnsaved(bool value);

    [JSImport("download", Module)]
    public static partial void Download(string name, string text);

    [JSImport("paint", Module)]
    private static partial Task PaintAsync();
}
