"""Twelve articles of invented people and places: a fire told four times, a dam told twice, and others alone."""

from __future__ import annotations

from dataclasses import dataclass

FIRE = (
    "Kebakaran menghanguskan 27 kios di Pasar Wonolelo, Kabupaten Tirtamulya, pada Selasa dini hari.",
    "Kepala dinas pemadam kebakaran, Sudarmanto Wirya, mengatakan api terlihat sekitar pukul 02.15 di kios pakaian.",
    "Sembilan mobil pemadam dikerahkan, dan api baru padam hampir empat jam kemudian karena lorong sempit.",
    "Tidak ada korban jiwa, tetapi dua penjaga malam dirawat di puskesmas akibat menghirup asap.",
    "Menurut Sudarmanto, kerugian sementara ditaksir mencapai 1,8 miliar rupiah.",
    "Pedagang sayur bernama Mbok Tarsiyem mengaku hanya sempat menyelamatkan timbangan dan buku catatan utangnya.",
    "Pemerintah kabupaten menyiapkan lapangan kecamatan sebagai tempat berjualan sementara mulai pekan depan.",
    "Polisi masih memeriksa instalasi listrik di kios asal api dan meminta keterangan dari enam saksi.",
)
DAM = (
    "Bendungan Kalisoka di lereng Gunung Wayang mulai diisi air pada awal musim hujan tahun ini.",
    "Menteri yang meresmikan pengisian itu menyebut bendungan akan mengairi 4.300 hektare sawah di tiga kecamatan.",
    "Ketua kelompok tani Desa Sumberagung, Rahmat Pujiono, berharap petani dapat menanam padi dua kali setahun.",
    "Sebanyak 112 keluarga yang tanahnya tergenang telah pindah ke permukiman baru di Dusun Ngadipura.",
    "Sebagian dari mereka mengeluhkan sumur di permukiman baru yang mengering pada bulan Agustus.",
    "Balai pengelola sungai berjanji memasang pipa dari mata air Sendang Biru sebelum akhir tahun.",
    "Bendungan setinggi 58 meter itu dibangun selama enam tahun dengan biaya yang dua kali direvisi.",
)
FERRY = (
    "Kapal penyeberangan menuju Pulau Karangbolong berlayar lagi setelah tiga hari tertahan ombak empat meter.",
    "Syahbandar Pelabuhan Teluk Panjang, Lutfi Hasanudin, mengizinkan kapal berangkat mulai pukul enam pagi.",
    "Lebih dari 600 penumpang menunggu di terminal, sebagian tidur beralaskan kardus di ruang tunggu.",
    "Harga telur di pulau itu sempat naik dua kali lipat karena pasokan terhenti.",
    "Badan cuaca meminta nelayan tetap waspada sampai akhir pekan.",
)
SCHOOL = (
    "Sekolah Dasar Negeri Lembah Asri menerima perpustakaan keliling dari para alumni angkatan pertamanya.",
    "Bus bekas yang dicat hijau itu membawa 2.400 buku cerita, peta, dan dua teleskop sumbangan.",
    "Kepala sekolah Ni Luh Kartika mengatakan anak-anak kini antre membaca setiap jam istirahat.",
    "Para guru membuat jadwal agar bus juga singgah di tiga sekolah tetangga yang belum punya perpustakaan.",
    "Seorang murid kelas lima, Damar, sudah membaca sebelas buku tentang gunung api dalam sebulan.",
)
CHESS = (
    "Pecatur remaja Intan Paramastri menjuarai kejuaraan catur pelajar tingkat provinsi di Kota Randublatung.",
    "Ia mengalahkan unggulan pertama pada babak kesembilan lewat permainan akhir benteng yang berlangsung lima jam.",
    "Pelatihnya, Gunawan Setiabudi, menyebut kemenangan itu hasil latihan malam hari seusai membantu ibunya berjualan.",
    "Intan akan mewakili provinsi pada kejuaraan nasional bulan November mendatang.",
    "Hadiahnya, sebuah laptop, akan dipakai bersama anggota klub catur desanya.",
)
COFFEE = (
    "Harga biji kopi robusta di tingkat petani Lereng Argopura naik menjadi 71 ribu rupiah per kilogram pekan ini.",
    "Pengepul di Pasar Tegalsari mengatakan hujan yang turun saat panen membuat pasokan berkurang sepertiga.",
    "Koperasi Kopi Rimba Jaya menahan penjualan sambil menunggu pembeli dari luar pulau.",
    "Petani bernama Wagiman memilih menjual separuh panennya untuk membayar uang sekolah anak.",
    "Dinas perkebunan memperkirakan harga bertahan sampai musim panen berikutnya.",
)
BRIDGE = (
    "Warga dua desa di hulu Sungai Cimanis membangun jembatan bambu sepanjang 64 meter secara swadaya.",
    "Jembatan lama hanyut diterjang banjir bandang pada malam tahun baru.",
    "Ketua panitia, Asep Sunarya, mengatakan setiap rumah menyumbang sepuluh batang bambu dan satu hari kerja.",
    "Anak sekolah yang semula memutar sejauh sembilan kilometer kini dapat menyeberang dalam lima menit.",
    "Pemerintah desa mengusulkan jembatan gantung permanen dalam anggaran tahun depan.",
)
TURTLE = (
    "Sebanyak 93 ekor tukik dilepas ke laut di Pantai Pasir Jambu oleh kelompok pemuda penjaga penyu.",
    "Telur-telur itu diselamatkan dari galian anjing liar dan dierami di bak pasir selama lima puluh hari.",
    "Penggerak kelompok, Yosefina Lado, berharap lampu warung di tepi pantai diredupkan saat musim bertelur.",
    "Tahun lalu hanya empat sarang yang selamat di sepanjang pantai itu.",
    "Wisatawan diminta tidak menyalakan lampu kilat ketika tukik berjalan ke air.",
)
CLINIC = (
    "Puskesmas Batu Ampar membuka layanan malam bagi pekerja kebun yang tidak sempat berobat pada siang hari.",
    "Dokter Ratri Maheswari mencatat 340 kunjungan pada bulan pertama, kebanyakan karena batuk dan luka gores.",
    "Layanan itu dibiayai dari iuran perusahaan kebun dan dana desa.",
    "Bidan desa ikut berjaga dua malam dalam sepekan untuk memeriksa ibu hamil.",
    "Warga meminta apotek di sebelah puskesmas ikut buka sampai pukul sembilan malam.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One article.

    Attributes:
        key: its identity.
        title: its headline.
        text: its body.
    """

    key: str
    title: str
    text: str


def body(sentences: tuple[str, ...]) -> str:
    """Sentences as paragraphs of two."""
    return "\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


FIRE_EDITED = body(FIRE).replace("dini hari", "sebelum subuh").replace("mengaku hanya sempat", "cuma bisa")

TWELVE = (
    Story("kabarbukit/fire", "Kebakaran Pasar Wonolelo, 27 Kios Hangus", body(FIRE)),
    Story("wartateluk/fire", "Pasar Wonolelo Terbakar, 27 Kios Hangus", body(FIRE)),
    Story("pagisawah/fire", "Puluhan Kios Pasar Wonolelo Hangus Terbakar", body(FIRE[:6])),
    Story("suaraselat/fire", "Api Hanguskan 27 Kios di Pasar Wonolelo", FIRE_EDITED),
    Story("kabarbukit/dam", "Bendungan Kalisoka Mulai Diisi Air", body(DAM)),
    Story("wartateluk/dam", "Bendungan Kalisoka Mulai Diisi", body(DAM[:6])),
    Story("pagisawah/ferry", "Kapal ke Pulau Karangbolong Berlayar Lagi", body(FERRY)),
    Story("kabarbukit/school", "Bus Hijau Bawa Buku ke Lembah Asri", body(SCHOOL)),
    Story("suaraselat/chess", "Intan Juara Catur Pelajar Provinsi", body(CHESS)),
    Story("wartateluk/coffee", "Harga Kopi Robusta Naik", body(COFFEE)),
    Story("pagisawah/bridge", "Dua Desa Bangun Jembatan Bambu", body(BRIDGE)),
    Story("suaraselat/turtle", "93 Tukik Dilepas di Pasir Jambu", body(TURTLE)),
)
TOGETHER = frozenset(
    {
        frozenset(story.key for story in TWELVE if story.key.endswith("/fire")),
        frozenset(story.key for story in TWELVE if story.key.endswith("/dam")),
        *(frozenset({story.key}) for story in TWELVE if not story.key.endswith(("/fire", "/dam"))),
    }
)
"""Which of them carry one report."""
