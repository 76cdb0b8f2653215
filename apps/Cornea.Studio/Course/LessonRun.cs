using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Course;

/// <summary>
/// A lesson that runs inside this process, block by block. Between two blocks its thread waits, so what earlier blocks computed is there
/// for the next one, as in a notebook. What is run is the program that was compiled into this assembly; nothing of a request is.
/// </summary>
internal sealed class LessonRun : DisplayTarget
{
    private const int MostOutputs = 4000;
    private const int LongestText = 1 << 16;

    private static readonly AsyncLocal<LessonRun?> Running = new();

    private readonly Lock _lock = new();
    private readonly List<LessonOutput> _outputs = [];
    private readonly ManualResetEventSlim _mayGoOn = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lesson _lesson;
    private readonly Func<string[], Task> _program;
    private readonly StringBuilder _progress = new();
    private readonly Thread _thread;
    private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("cornea-lesson-").FullName);

    private int _last;
    private int _block;

    private LessonRun(Lesson lesson, Func<string[], Task> program, bool isWhole)
    {
        (_lesson, _program, IsWhole) = (lesson, program, isWhole);
        _thread = new Thread(Work) { IsBackground = true, Name = $"lesson {lesson.Id}" };
    }

    /// <summary>The lesson that runs on this thread; null where none does.</summary>
    public static LessonRun? Current => Running.Value;

    /// <summary>The name of the lesson.</summary>
    public string Id => _lesson.Id;

    /// <summary>Whether all of the data are used.</summary>
    public bool IsWhole { get; }

    public LessonState State { get; private set; } = LessonState.Running;

    /// <summary>Starts a lesson.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="program">Its program.</param>
    /// <param name="last">The last block to run.</param>
    /// <param name="isWhole">Whether all of the data are used.</param>
    public static LessonRun Start(Lesson lesson, Func<string[], Task> program, int last, bool isWhole)
    {
        var run = new LessonRun(lesson, program, isWhole) { _last = last };
        run._thread.Start();
        return run;
    }

    /// <summary>Is called by the program at the beginning of each block: waits there until the block is asked for.</summary>
    /// <param name="line">The line of the program; the compiler says which.</param>
    public static void Reach([CallerLineNumber] int line = 0) => Current?.WaitBefore(line);

    /// <summary>Goes on up to a block, where the program stands before it.</summary>
    /// <returns>False where it is past the block, or has ended: then it must be started again.</returns>
    public bool GoOn(int last)
    {
        lock (_lock)
        {
            if (State == LessonState.Running)
            {
                _last = Math.Max(_last, last);
                return true;
            }
            if (State != LessonState.Waiting || last < _block)
                return false;
            (_last, State) = (last, LessonState.Running);
            _mayGoOn.Set();
            return true;
        }
    }

    /// <summary>Ends the program where it next shows or prints something, and waits for that.</summary>
    public void End()
    {
        _ending.Cancel();
        _mayGoOn.Set();
        _thread.Join();
    }

    /// <summary>What was printed and shown.</summary>
    /// <param name="from">The number of outputs that are known already; the last of them is told again where it may have changed.</param>
    public JsonObject ToJson(int from)
    {
        lock (_lock)
        {
            var known = Math.Clamp(from, 0, _outputs.Count);
            // Progress changes in its place.
            if (known > 0 && _outputs[known - 1].Kind == "progress")
                known--;
            return new JsonObject
            {
                ["state"] = State.ToString().ToLowerInvariant(),
                ["block"] = _block,
                ["whole"] = IsWhole,
                ["first"] = known,
                ["outputs"] = new JsonArray([.. _outputs.Skip(known).Select(output => output.ToJson())]),
            };
        }
    }

    /// <inheritdoc/>
    public override void PrintHeading(string text) => Keep("heading", text);

    /// <inheritdoc/>
    public override void PrintText(string text) => Keep("text", Cut(text));

    /// <inheritdoc/>
    public override void PrintCode(string text) => Keep("code", Cut(text));

    /// <inheritdoc/>
    public override void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels) =>
        Keep("picture", Convert.ToBase64String(new PixelPicture(pixels.ToArray(), width, height, channels).ToPng()), width);

    /// <inheritdoc/>
    public override void Plot(Plot plot) => Keep("plot", Convert.ToBase64String(Encoding.UTF8.GetBytes(plot.ToSvg())));

    /// <summary>Files of relative names go into a temporary folder, which the page names: the server's own folder is no lesson's.</summary>
    public override string PathOf(string path)
    {
        if (Path.IsPathRooted(path))
            return path;
        Keep("text", $"{path} is in {_folder.Value}.");
        return Path.Combine(_folder.Value, path);
    }

    /// <summary>Takes what a training prints while it runs. A carriage return begins the line again, as in a terminal.</summary>
    public void Progress(ReadOnlySpan<char> text)
    {
        _ending.Token.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var character in text)
            {
                if (character == '\r')
                    _progress.Length = _progress.ToString().LastIndexOf('\n') + 1;
                else if (_progress.Length < LongestText)
                    _progress.Append(character);
            }
            var output = new LessonOutput(_block, "progress", _progress.ToString());
            if (_outputs.Count > 0 && _outputs[^1] is { Kind: "progress" } before && before.Block == _block)
                _outputs[^1] = output;
            else if (_outputs.Count < MostOutputs)
                _outputs.Add(output);
        }
    }

    private void WaitBefore(int line)
    {
        var block = _lesson.BlockAt(line);
        lock (_lock)
        {
            if (block <= _block)
                return;
            _block = block;
            _progress.Clear();
            if (block > _last)
            {
                State = LessonState.Waiting;
                _mayGoOn.Reset();
            }
        }
        _mayGoOn.Wait(_ending.Token);
    }

    private static string Cut(string text) => text.Length < LongestText ? text : text[..LongestText];

    private void Keep(string kind, string content, int width = 0)
    {
        _ending.Token.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _progress.Clear();
            if (_outputs.Count < MostOutputs)
                _outputs.Add(new LessonOutput(_block, kind, content, width));
        }
    }

    private void Work()
    {
        Running.Value = this;
        _mayGoOn.Set();
        Show.Display = this;
        try
        {
            _program(IsWhole ? [] : ["--quick"]).GetAwaiter().GetResult();
            State = LessonState.Finished;
        }
        catch (OperationCanceledException)
        {
            State = LessonState.Stopped;
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _outputs.Add(new LessonOutput(_block, "error", exception.Message));
                State = LessonState.Failed;
            }
        }
        finally
        {
            Show.Display = null;
        }
    }
}
