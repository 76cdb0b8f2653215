using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Cornea.Studio.Tests.Browser;

namespace Cornea.Studio.Tests.Measured;

/// <summary>Chromium with one page, as a person opens it: nobody listens to it but the server. It draws by software, without a
/// window.</summary>
internal sealed class BrowserWindow : IDisposable
{
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("cornea-chromium-");
    private readonly Process _process;

    public BrowserWindow(Uri page)
    {
        _process = Process.Start(new ProcessStartInfo(StudioBrowser.Executable!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                "--disable-features=BackForwardCache", // a page that was left would be kept, and its stream open
                "--remote-debugging-port=0", // without it, headless Chromium loads the page and ends
                "--window-size=1400,900", $"--user-data-dir={_profile.FullName}", page.ToString(),
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>What all of its processes have computed so far, by Linux's account.</summary>
    public double ProcessorSeconds =>
        Family().Sum(id => Directory.GetDirectories($"/proc/{id}/task").Sum(LinuxThreads.ProcessorSeconds));

    /// <summary>Shows another page, as its address bar would. Nobody listens to the browser afterwards either.</summary>
    public async Task Show(string page)
    {
        var port = (await File.ReadAllLinesAsync(Path.Combine(_profile.FullName, "DevToolsActivePort")))[0];
        using var client = new HttpClient();
        var targets = JsonNode.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json")))!.AsArray();
        var address = (string)targets.Single(target => (string?)target!["type"] == "page")!["webSocketDebuggerUrl"]!;
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(address), CancellationToken.None);
        var command = new JsonObject { ["id"] = 1, ["method"] = "Page.navigate", ["params"] = new JsonObject { ["url"] = page } };
        await socket.SendAsync(
            Encoding.UTF8.GetBytes(command.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await socket.ReceiveAsync(new byte[4096], CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private List<int> Family()
    {
        var parents = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            // Behind the name in brackets come the state and the parent.
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Text: LinuxThreads.Read($"/proc/{name}/stat")))
            .Where(process => process.Text.Length > 0)
            .ToLookup(process => int.Parse(process.Text[(process.Text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture),
                process => process.Id);
        var family = new List<int> { _process.Id };
        for (var i = 0; i < family.Count; i++)
        {
            family.AddRange(parents[family[i]]);
        }
        return family;
    }
}
