using System.Text;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Client;

public sealed class ApiKeyClientTests
{
    private static readonly string[] Three = ["""{"note_title":"a"}""", """{"note_title":"b"}""", """{"note_title":"c"}"""];

    [Fact]
    public async Task Our_server_answers_for_all_secrets_in_one_request()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        using var client = server.Connect();
        Assert.Equal(Three, Texts(await client.ReadManyAsync()));
        Assert.Single(server.Http.Requests);
    }

    [Fact]
    public async Task A_stock_server_is_asked_once_per_secret_over_one_connection()
    {
        await using var server = new ApiKeyServer(bulk: false, Three);
        using var client = server.Connect();
        Assert.Equal(Three, Texts(await client.ReadManyAsync()));
        Assert.Equal(4, server.Http.Requests.Count);
        Assert.Equal(1, server.Http.Connections);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_selection_comes_in_the_order_asked_for_and_nothing_else_is_read(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Three);
        using var client = server.Connect();
        var ids = new[] { ApiKeyServer.IdOf(2), ApiKeyServer.IdOf(0), ApiKeyServer.IdOf(2) };
        Assert.Equal([Three[2], Three[0]], Texts(await client.ReadManyAsync(ids)));
        Assert.DoesNotContain(
            server.Http.Requests.Skip(bulk ? 0 : 1), request => request.Text.Contains($"{ApiKeyServer.IdOf(1)}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_unknown_secret_fails_the_whole_selection(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Three);
        using var client = server.Connect();
        var failure = await FailureAsync(() => client.ReadManyAsync([ApiKeyServer.IdOf(0), ApiKeyServer.IdOf(9)]));
        Assert.Equal(PsonoFailure.Refused, failure.Failure);
        Assert.Contains($"{ApiKeyServer.IdOf(9)}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_server_leaves_out_is_missed()
    {
        await using var server = new ApiKeyServer(bulk: true, Three) { Withheld = { ApiKeyServer.IdOf(1) } };
        using var client = server.Connect();
        var failure = await FailureAsync(() => client.ReadManyAsync());
        Assert.Contains($"{ApiKeyServer.IdOf(1)}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_key_without_the_right_to_read_is_told_so(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Three) { MayRead = false };
        using var client = server.Connect();
        Assert.Contains("no right to read", (await FailureAsync(() => client.ReadManyAsync())).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Content_that_was_changed_on_its_way_is_refused(bool bulk)
    {
        await using var server = new ApiKeyServer(bulk, Three);
        using var client = server.Connect();
        server.Secrets[1].Tamper();
        var failure = await FailureAsync(() => client.ReadManyAsync());
        Assert.Equal(PsonoFailure.NotAuthentic, failure.Failure);
        Assert.Contains($"{ApiKeyServer.IdOf(1)}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_secrets_are_opened_as_few_are()
    {
        var contents = Enumerable.Range(0, 200).Select(i => $$"""{"note_title":"{{i}}"}""").ToArray();
        await using var server = new ApiKeyServer(bulk: true, contents);
        using var client = server.Connect();

        Assert.Equal(contents, (await client.ReadManyAsync()).Select(secret => Encoding.UTF8.GetString(secret.Utf8.Span)));

        foreach (var number in new[] { 150, 70, 190 })
            server.Impostors[ApiKeyServer.IdOf(number)] = server.Secrets[1];
        for (var i = 0; i < 20; i++)
        {
            var refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.ReadManyAsync());
            Assert.Contains($"{ApiKeyServer.IdOf(70)}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_secret_key_opens_nothing_and_is_never_sent()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        using var client = server.Connect(new string('b', 64));
        Assert.Equal(PsonoFailure.NotAuthentic, (await FailureAsync(() => client.ReadManyAsync())).Failure);
        Assert.DoesNotContain(
            server.Http.Requests, request => (request.Head + request.Text).Contains(new string('b', 64), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_carries_the_servers_code()
    {
        await using var server = new ApiKeyServer(bulk: false);
        using var client = server.Connect();
        var failure = await FailureAsync(() => client.ReadAsync(ApiKeyServer.IdOf(0)));
        Assert.Equal("NO_PERMISSION_OR_NOT_EXIST", failure.ServerCode);
        Assert.Equal(400, failure.Status);
    }

    [Fact]
    public async Task A_change_keeps_everything_else()
    {
        await using var server = new ApiKeyServer(
            bulk: true, """{"note_title":"a","note_notes":null,"x":[1.50,{"y":true}],"z":12345678901234567890}""");
        using var client = server.Connect();
        Assert.True(await client.UpdateAsync(ApiKeyServer.IdOf(0), content => Set(content, "note_title", "b")));
        Assert.Equal("""{"note_title":"b","note_notes":null,"x":[1.50,{"y":true}],"z":12345678901234567890}""", server.Secrets[0].Content);
    }

    [Fact]
    public async Task Nothing_is_written_if_nothing_changed()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        using var client = server.Connect();
        Assert.False(await client.UpdateAsync(ApiKeyServer.IdOf(0), _ => false));
        Assert.Equal(0, server.Secrets[0].Version);
    }

    [Fact]
    public async Task A_change_in_between_is_not_overwritten()
    {
        await using var server = new ApiKeyServer(bulk: true, Three);
        using var client = server.Connect();
        using var other = server.Connect();
        var disturbances = 0;
        await client.UpdateAsync(ApiKeyServer.IdOf(0), content => Set(content, disturbances++ < 3 ? "lost" : "mine", "1"));

        disturbances = 0;
        await client.UpdateAsync(
            ApiKeyServer.IdOf(0),
            content =>
            {
                if (disturbances++ < 3)
                    other.UpdateAsync(ApiKeyServer.IdOf(0), c => Set(c, $"theirs{disturbances}", "1"))
                        .GetAwaiter()
                        .GetResult();
                return Set(content, "ours", "1");
            });
        var final = SecretContent.Parse(Encoding.UTF8.GetBytes(server.Secrets[0].Content))!;
        Assert.All(["theirs1", "theirs2", "theirs3", "ours"], member => Assert.Equal("1", final.GetString(member)));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Where_a_server_does_not_say_why_it_refuses_the_secret_tells_whether_somebody_wrote(bool wrote)
    {
        await using var server = new ApiKeyServer(bulk: false, """{"note_title":"a"}""");
        var refused = false;
        server.Fault = request =>
        {
            if (request.Method != "PUT" || (refused && wrote))
                return null;
            if (wrote)
                server.Secrets[0].Change("""{"note_title":"a","theirs":"1"}""");
            refused = true;
            return Reply.Text("non_field_errors", "text/html", 400);
        };
        using var client = server.Connect();
        var change = client.UpdateAsync(ApiKeyServer.IdOf(0), content => Set(content, "ours", "1"));

        if (wrote)
            Assert.True(await change);
        else
            Assert.Equal("NO_PERMISSION_OR_NOT_EXIST", (await FailureAsync(() => change)).ServerCode);
        Assert.Equal(
            wrote ? """{"note_title":"a","theirs":"1","ours":"1"}""" : """{"note_title":"a"}""", server.Secrets[0].Content);
    }

    [Fact]
    public async Task Parallel_upserts_all_survive()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables());
        using var one = server.Connect();
        using var two = server.Connect();
        await Task.WhenAll(UpsertAsync(one, "a"), UpsertAsync(two, "b"));
        Assert.Equal(100, SecretContent.Parse(Encoding.UTF8.GetBytes(server.Secrets[0].Content))!.GetVariables().Count);

        static async Task UpsertAsync(ApiKeyClient client, string prefix)
        {
            for (var i = 0; i < 50; i++)
                await client.UpdateAsync(ApiKeyServer.IdOf(0), content => SetVariable(content, $"{prefix}{i}"));
        }
    }

    [Fact]
    public async Task A_server_that_knows_no_write_dates_is_written_to_without()
    {
        await using var server = new ApiKeyServer(bulk: false, Three) { TellsWriteDate = false };
        using var client = server.Connect();
        Assert.True(await client.UpdateAsync(ApiKeyServer.IdOf(0), content => Set(content, "note_title", "b")));
        Assert.DoesNotContain("old_write_date", server.Http.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "<html><title>Please log in</title></html>"), InlineData(false, "<html><title>Please log in</title></html>")]
    [InlineData(true, ""), InlineData(false, "null"), InlineData(false, "[]"), InlineData(true, "{}")]
    public async Task A_write_that_is_answered_without_a_confirmation_has_failed(bool tellsWriteDate, string answer)
    {
        await using var server = new ApiKeyServer(bulk: true, Three)
        {
            TellsWriteDate = tellsWriteDate,
            Fault = request => request.Method == "PUT" ? Reply.Text(answer, "text/html") : null,
        };
        using var client = server.Connect();
        var failure = await FailureAsync(
            () => client.UpdateAsync(ApiKeyServer.IdOf(0), content => Set(content, "note_title", "b")));
        Assert.Equal(PsonoFailure.UnexpectedAnswer, failure.Failure);
    }

    private static bool SetVariable(SecretContent content, string name)
    {
        content.SetVariable(name, "value");
        return true;
    }

    private static bool Set(SecretContent content, string member, string value)
    {
        content.Set(member, value);
        return true;
    }

    private static IEnumerable<string> Texts(IEnumerable<OpenedSecret> secrets) =>
        secrets.Select(secret => Encoding.UTF8.GetString(secret.Utf8.Span));

    private static Task<PsonoApiException> FailureAsync(Func<Task> action) => Assert.ThrowsAsync<PsonoApiException>(action);
}
