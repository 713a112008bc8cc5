using System.Collections;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Psono.Server.Avatars;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.RateLimiting;
using Psono.Server.Secrets;
using Psono.Server.Tests.Avatars;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Server.Tests.Fuzzing;

/// <summary>What the operator writes, what stands before the server sends along, and what API keys choose of a secret; pictures.</summary>
internal sealed class FileTargets(string directory)
{
    private const string Secret = "!s-e!c-r!e-t";

    public static readonly string[] Names =
        ["keys-file", "settings-file", "postgres-connection", "forwarded-for", "json-filter", "picture"];

    public IReadOnlyList<FuzzTarget> All() =>
    [
        Of("keys-file", "Psono.Server/Data/ServerKeys.cs") with
        {
            Seeds =
            [
                FuzzTarget.Utf8(
                    $$"""{"private_key":"{{new string('6', 64)}}","db_secret":"{{Secret}}","email_secret":"e","activation_secret":"a"}"""),
            ],
            CallAsync = FuzzTarget.Bytes(file => ServerKeys.Open(Write("keys.json", file), mayCreate: false)),
        },
        Of("settings-file", "Psono.Server/Configuration/OptionsReader.cs") with
        {
            Seeds =
            [
                FuzzTarget.Utf8(
                    """
                    {"urls":["http://127.0.0.1:1"],"host-url":"https://vault.example.com/server","allow-registration":true,"num-proxies":1}
                    """),
            ],
            Words = ["\"urls\":", "\"host-url\":", "\"web-client-url\":", "http://*:1", "\"max-request-bytes\":"],
            CallAsync = FuzzTarget.Bytes(file =>
            {
                Write(OptionsReader.FileName, file);
                OptionsReader.Read(["--data-dir", directory], new Hashtable());
            }),
        },
        Of("postgres-connection", "Psono.Server/Data/PostgresConnectionString.cs") with
        {
            Seeds =
            [
                FuzzTarget.Utf8($"postgresql://psono:{Secret}@db.example.com:5432/psono?sslmode=verify-full&connect_timeout=5"),
                FuzzTarget.Utf8($"Host=localhost;Database=psono;Username=psono;Password={Secret}"),
                FuzzTarget.Utf8($"postgresql://psono:{Secret}@a:5432,[::1]:5433,b/psono?target_session_attrs=read-write"),
                FuzzTarget.Utf8($"host=a,b port=1,2 dbname='ps\\'ono' user=psono password={Secret}"),
            ],
            Words = ["?sslmode=", "&", "%", ";", "=", "[", "]:", ",", "'", "\\", "host=", " port="],
            CallAsync = FuzzTarget.Text(text => PostgresConnectionString.Parse(text)),
        },
        Of("forwarded-for", "Psono.Server/RateLimiting/ClientAddress.cs") with
        {
            Seeds = [FuzzTarget.Utf8("203.0.113.7, 10.0.0.1:4711, [2001:db8::1]:80, ::ffff:10.0.0.1")],
            CallAsync = FuzzTarget.Text(text =>
            {
                var context = new DefaultHttpContext();
                context.Connection.RemoteIpAddress = IPAddress.Loopback;
                context.Request.Headers["X-Forwarded-For"] = text;
                Assert.NotEmpty(new ClientAddress(new ServerOptions { NumProxies = 2 }).IdentityOf(context));
            }),
        },
        Of("json-filter", "Psono.Server/Secrets/JsonFilter.cs") with
        {
            Seeds = [FuzzTarget.Utf8("a.b.c\n{\"a\":{\"b\":\"{\\\"c\\\":[1]}\"},\"d\":null}")],
            CallAsync = FuzzTarget.Bytes(input =>
            {
                var end = Math.Max(Array.IndexOf(input, (byte)'\n'), 0);
                var selected = JsonFilter.Select(input.AsSpan(end), Encoding.UTF8.GetString(input.AsSpan(0, end)));
                Assert.True(selected.Length <= input.Length);
            }),
        },
        Of("picture", "Psono.Server/Avatars/Picture.cs") with
        {
            Seeds = [TestPicture.Png("tEXt", FuzzTarget.Utf8(Secret)), TestPicture.Jpeg(FuzzTarget.Utf8(Secret))],
            CallAsync = FuzzTarget.Bytes(input =>
            {
                // What was cleared once has nothing more to clear.
                if (Picture.Read(input) is not { } picture)
                    return;
                Assert.True(picture.Data.Length <= input.Length);
                Assert.Equal(picture.Data, Picture.Read(picture.Data)!.Data);
            }),
        },
    ];

    private static FuzzTarget Of(string name, string source) => new()
    {
        Name = name,
        Sources = [source],
        Seeds = [],
        Secrets = [Secret],
        Allowed = [typeof(StartException), typeof(UsageException)],
        Inputs = 200,
        CallAsync = _ => Task.CompletedTask,
    };

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
